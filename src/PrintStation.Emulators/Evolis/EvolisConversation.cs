using System.Text;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators.Evolis;

/// <summary>The printer's side of one connection: command, reply, command, reply. What comes in during a movement waits on the line.</summary>
internal sealed class EvolisConversation(EvolisPrinter printer, PrinterBody body, PhysicalWorld world, TimeProvider timeProvider)
{
    private const int Lost = 10;

    /// <param name="connection">Cancelled when another connection takes over; a movement under way goes on.</param>
    /// <param name="power">Cancelled when the printer loses its power.</param>
    public async Task RunAsync(Stream line, CancellationToken connection, CancellationToken power)
    {
        var reader = new EvolisCommandReader(line, world.Raster, timeProvider, LostBytes);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(connection, power);
        EvolisReply? late = null;
        while (await reader.ReadAsync(printer.Syntax, either.Token) is { } command)
        {
            if (late is not null)
            {
                await WriteAsync(late);
                await world.PassAsync(world.Durations.AfterLateReply, either.Token);
            }

            var reply = await printer.ExecuteAsync(command, power);
            late = reply.IsLate ? reply : null;
            try
            {
                if (late is null && !connection.IsCancellationRequested)
                    await WriteAsync(reply);
            }
            finally
            {
                // Also when nobody hears it any more: the machine is ready.
                if (reply.CardDone)
                    world.Log.Write("ready", body.Name);
            }

            connection.ThrowIfCancellationRequested();
        }

        ValueTask WriteAsync(EvolisReply reply) => line.WriteAsync(Encoding.ASCII.GetBytes(reply.Text + '\0'), either.Token);
    }

    private int LostBytes(EvolisCommand download) => download.Parameters[0] == "m" && body.Inside is { } blank
        && world.TakeFault(FaultKind.ShortDownload, body, blank.FeedNumber) is not null ? Lost : 0;
}
