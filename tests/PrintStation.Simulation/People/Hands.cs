using System.Threading.Channels;
using PrintStation.Emulators.World;

namespace PrintStation.Simulation.People;

/// <summary>Somebody who cannot leave a machine at work alone: opens the cover just then, takes out what lies there, and closes it.</summary>
internal sealed class Hands(PhysicalWorld world, Chance chance, Diary diary, TimeProvider time)
{
    private readonly Channel<PrinterBody> _drawn = Channel.CreateUnbounded<PrinterBody>();

    /// <summary>The share of the machines' movements that draw them on; 0 from some time on.</summary>
    public double Reach { get; set; }

    /// <summary>Whether anybody has opened a machine at work today.</summary>
    public bool HaveReached { get; private set; }

    public void Observe(WorldEvent happened)
    {
        if (happened.Name is "fed" or "moved" or "chip-written" or "chip-locked" or "printed" && chance.Happens(Reach))
            _drawn.Writer.TryWrite(world.Printers.Single(printer => printer.Name == happened.Printer));
    }

    /// <summary>Until the day is over.</summary>
    public async Task RunAsync()
    {
        await foreach (var printer in _drawn.Reader.ReadAllAsync())
        {
            await Task.Delay(chance.Between(TimeSpan.Zero, TimeSpan.FromSeconds(4)), time);
            if (Reach == 0)
                continue;
            HaveReached = true;
            diary.Note("person", $"opens the cover of {printer.Name} at work");
            printer.SetCover(open: true);
            for (var waits = 0; printer.IsMoving && waits < 20; waits++)
                await Task.Delay(TimeSpan.FromSeconds(0.5), time);
            if (chance.Happens(0.7))
                while (world.RemoveFromPath(printer) is { } card)
                    diary.Note("person", $"takes {card.Uid} out of {printer.Name}");
            printer.SetCover(open: false);
        }
    }
}
