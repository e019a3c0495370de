using System.Data.Common;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using PrintStation.Central.Jobs;
using PrintStation.Central.Keys;
using PrintStation.Central.Registry;
using PrintStation.Central.Seeding;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Central.Web;
using PrintStation.Contracts;

namespace PrintStation.Central.Cli;

/// <summary>What the commands do. Results go to <paramref name="output"/>, trouble with its next step to <paramref name="error"/>.</summary>
internal sealed class CentralActions(TextWriter output, TextWriter error, TimeProvider timeProvider)
{
    private const int Good = 0;
    private const int Failed = 1;

    public Task<int> InitAsync(string data, string office, string stationId, string instance, string? database, CancellationToken token) =>
        GuardAsync("Check the paths and the connection string, then run init again.", async () =>
        {
            if (office.Length != 4 || Regions.Official.NameOf($"{office[..2]}.{office[2..]}") is null)
                return await FailAsync($"'{office}' is no office. Give the code of a regency without dots, for example 5371.");
            if (stationId.Length is 0 or > 64 || !stationId.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.'))
                return await FailAsync(
                    $"'{stationId}' is no station name. Use letters, digits, '-' and '.', at most 64, for example station-{office}-1.");
            if (database is not null && !Database.CanRead(database))
                return await FailAsync(
                    "--database is no connection string. Give 'Data Source=…' for SQLite or 'Host=…;Database=…' for PostgreSQL.");

            var directory = CentralDirectory.Create(data, office, database, timeProvider);
            if (database is not null && database != directory.Settings.Database)
                return await FailAsync("This centre has another database already. Leave --database out, or choose another --data directory.");

            using var books = directory.OpenBooks();
            return await TellAsync(await directory.AddStationAsync(books, stationId, office, instance, token), done => done.Text);
        });

    public Task<int> SeedAsync(string data, int cards, int seed, string? blanks, bool bad, CancellationToken token) =>
        WithBooksAsync(data, async (directory, books) =>
        {
            var list = blanks is null ? null : BlankList.Read(blanks);
            using var signer = directory.OpenChipSigner();
            var seeder = new Seeder(books, signer, timeProvider);
            var office = directory.Settings.Office;
            if (list is not null)
            {
                var announced = await seeder.AnnounceAsync(office, list, token);
                if (await TellAsync(announced, done => done.Text) != Good)
                    return Failed;
            }

            var result = await seeder.RecordAsync(office, cards, seed, bad, token);
            await output.WriteLineAsync($"{result.PrintReady} print-ready, {result.Refused.Count} refused");
            return result.Refused.Count == 0
                ? Good
                : await FailAsync($"The checks refused {string.Join(", ", result.Refused)}. Choose another --seed.");
        });

    public Task<int> RunAsync(string data, IPEndPoint listen, CancellationToken token) =>
        GuardAsync($"Choose a free port with --listen, or set the centre up with: printcentral init --data {data} …", async () =>
        {
            await using var server = await CentralServer.StartAsync(
                new CentralServerOptions { Data = data, Listen = listen, TimeProvider = timeProvider }, token);
            await output.WriteLineAsync($"listening on {server.Url.GetLeftPart(UriPartial.Authority)}");
            await output.FlushAsync(token);
            await server.WaitForShutdownAsync(token);
            return Good;
        });

    public Task<int> ExportAsync(string data, string? file, CancellationToken token) => WithBooksAsync(data, async (_, books) =>
    {
        var text = await books.ReadAsync(CentralExport.WriteAsync, token);
        if (file is null)
        {
            await output.WriteLineAsync(text);
            return Good;
        }

        // Written aside: whoever reads the file finds a whole one, the old or the new.
        await File.WriteAllTextAsync(file + ".part", text + "\n", token);
        File.Move(file + ".part", file, overwrite: true);
        return Good;
    });

    public Task<int> OverdueAsync(string data, bool json, CancellationToken token) => WithBooksAsync(data, async (_, books) =>
    {
        await ListAsync(await books.ReadAsync(OverdueList.ReadAsync, token), json, "no lease is overdue",
            lease => $"{lease.JobId}  {lease.StationId}  served {lease.ServedAt}  overdue since {lease.EndedAt}");
        return Good;
    });

    public Task<int> JobAsync(string data, string jobId, bool json, CancellationToken token) => WithBooksAsync(data, async (_, books) =>
    {
        if (await books.ReadAsync(session => CardLists.JobAsync(session, jobId), token) is not { } job)
            return await FailAsync($"There is no job '{jobId}'. The export lists all.");
        await output.WriteLineAsync(json
            ? JsonSerializer.Serialize(job, WireJson.Options)
            : $"{job.JobId}  {job.Standing ?? job.Status}  {job.District}  {job.ChipUid}".TrimEnd());
        return Good;
    });

    /// <param name="nik">Whose data; he, or who answers to him, gave it.</param>
    public Task<int> TrailAsync(string data, string nik, bool json, CancellationToken token) => WithBooksAsync(data, async (_, books) =>
    {
        await ListAsync(await books.ReadAsync(session => CitizenTrail.OfAsync(session, nik), token), json, "nothing is known under this number",
            step => $"{step.At}  {step.JobId}  {step.What}  {step.StationId}  {step.Detail}");
        return Good;
    });

    public Task<int> ReprintRequestsAsync(string data, bool json, CancellationToken token) => WithBooksAsync(data, async (_, books) =>
    {
        await ListAsync(await books.ReadAsync(CardLists.ReprintRequestsAsync, token), json, "no station asks for another card",
            line => $"{line.JobId}  {line.Uid}  {line.Reason}  {line.StationId}, {line.By}, {line.At}  {line.Status}  {line.NewJobId}");
        return Good;
    });

    /// <param name="none">What is said where nothing is listed.</param>
    private async Task ListAsync<T>(IReadOnlyList<T> items, bool json, string none, Func<T, string> lineOf)
    {
        if (json)
            await output.WriteLineAsync(JsonSerializer.Serialize(items, WireJson.Options));
        else if (items.Count == 0)
            await output.WriteLineAsync(none);
        else
            foreach (var item in items)
                await output.WriteLineAsync(lineOf(item).TrimEnd());
    }

    public Task<int> DeclareLostAsync(string data, string stationId, string[] by, string reason, CancellationToken token) =>
        WithBooksAsync(data, async (_, books) => await TellAsync(
            await books.WriteAsync(session => LostStations.DeclareAsync(session, stationId, by, reason), token), done => done.Text));

    public Task<int> ApproveReprintAsync(string data, string jobId, string reason, CancellationToken token) =>
        WithBooksAsync(data, async (directory, books) =>
        {
            using var signer = directory.OpenChipSigner();
            var answer = await books.WriteAsync(session => ReprintBook.ApproveAsync(session, jobId, reason, signer), token);
            return await TellAsync(answer, verdict => verdict.JobId!);
        });

    public Task<int> RevokeJobAsync(string data, string jobId, CancellationToken token) =>
        WithBooksAsync(data, async (_, books) => await TellAsync(
            await books.WriteAsync(session => JobRevocation.RevokeAsync(session, jobId), token), done => done.Text));

    public Task<int> NewEpochAsync(string data, CancellationToken token) => WithBooksAsync(data, async (_, books) => await TellAsync(
        await books.WriteAsync<Done>(async session => new Done(await Epochs.BeginAsync(session)), token), done => done.Text));

    private Task<int> WithBooksAsync(string data, Func<CentralDirectory, Database, Task<int>> action) =>
        GuardAsync("Check the data directory and that its database can be reached.", async () =>
        {
            if (CentralDirectory.Find(data, timeProvider) is not { } directory)
                return await FailAsync(
                    $"{data} holds no centre. Set it up with: printcentral init --data {data} --office … --station … --instance …");

            using var books = directory.OpenBooks();
            return await action(directory, books);
        });

    /// <summary>The one place where faults of disk, database and keys become an exit code.</summary>
    private async Task<int> GuardAsync(string nextStep, Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DbException or CryptographicException or JsonException)
        {
            return await FailAsync($"{e.Message} {nextStep}");
        }
    }

    private async Task<int> TellAsync<T>(Answer<T> answer, Func<T, string> text)
        where T : class
    {
        if (answer.Refusal is { } refusal)
            return await FailAsync(refusal.Detail);

        await output.WriteLineAsync(text(answer.Value!));
        return Good;
    }

    private async Task<int> FailAsync(string message)
    {
        await error.WriteLineAsync(message);
        return Failed;
    }
}
