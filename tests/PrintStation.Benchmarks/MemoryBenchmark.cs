using System.Globalization;
using Microsoft.Data.Sqlite;
using PrintStation.Benchmarks.Offices;

namespace PrintStation.Benchmarks;

/// <summary>Peak memory of the built station after it has fetched, checked and kept so many payloads, and printed a few cards of them.</summary>
internal static class MemoryBenchmark
{
    private const int Few = 90;
    private const int Many = 2500;
    private const int Printed = 30;
    private const int Rounds = 3;
    private const double Speed = 1000;
    private const double GoalRatio = 1.10;

    public static async Task<Report> RunAsync(Bench bench, CancellationToken token)
    {
        var (few, many) = (new List<Peak>(), new List<Peak>());
        for (var round = 0; round < Rounds; round++)
        {
            few.Add(await PeakAsync(bench, "few", Few, token));
            many.Add(await PeakAsync(bench, "many", Many, token));
        }

        return new Report(
            [
                Figure($"peak, {Few} payloads", few, peak => peak.Printed),
                Figure($"peak, {Many:#,0} payloads", many, peak => peak.Printed),
                Figure($"  before the first print, {Few} payloads", few, peak => peak.Fetched),
                Figure($"  before the first print, {Many:#,0} payloads", many, peak => peak.Fetched),
            ],
            [new Goal($"median peak with {Many:#,0} ÷ with {Few}", Median(many, peak => peak.Printed) / Median(few, peak => peak.Printed), GoalRatio,
                AtMost: true)],
            [
                "Peak resident memory (VmHWM) of the process from its start: everything fetched, each payload opened and rendered once to check it, "
                    + $"then {Printed} cards printed. Of {Rounds} runs each. The worst of the many is "
                    + $"{Report.Number(many.Max(peak => peak.Printed) / few.Min(peak => peak.Printed))} times the best of the few.",
                $"Profile at the end, {Few} payloads ({Many:#,0}), median MiB: {Compare(peak => peak.Resident)} resident, of it "
                    + $"{Compare(peak => peak.Anonymous)} heaps and stacks, {Compare(peak => peak.Files)} mapped files: programs, fonts, the database's "
                    + $"shared memory. All payloads together are {Report.Number(Median(many, peak => peak.Payloads))} MiB, and lie on the disk.",
            ]);

        string Compare(Func<Peak, double> value) => $"{Report.Number(Median(few, value))} ({Report.Number(Median(many, value))})";

        static double Median(List<Peak> peaks, Func<Peak, double> value) => new Sample(peaks.Select(value)).Median;

        static Figure Figure(string name, List<Peak> peaks, Func<Peak, double> value) => new(name, "MiB", new Sample(peaks.Select(value)));
    }

    /// <summary>All in MiB.</summary>
    /// <param name="Fetched">The peak once all was fetched.</param>
    /// <param name="Printed">The peak once cards were printed too.</param>
    /// <param name="Resident">At that moment; so the next two, which are its parts.</param>
    /// <param name="Payloads">All sealed payloads of the books.</param>
    private sealed record Peak(double Fetched, double Printed, double Resident, double Anonymous, double Files, double Payloads);

    private static async Task<Peak> PeakAsync(Bench bench, string name, int payloads, CancellationToken token)
    {
        Bench.Say($"{payloads} payloads; the centre needs a while to invent so many citizens");
        using var office = await BenchOffice.PrepareAsync(bench, new OfficePlan(name, payloads, 1, Speed, payloads), token);
        await office.OpenAsync(token);
        await office.BeginStationAsync(token);
        await office.ReceiveAsync(token);
        await office.UntilFetchedAsync(payloads, token);
        var (fetched, sealedBytes) = (MemoryOf(office, "VmHWM"), PayloadBytes(office));
        await office.LoadAsync(Printed, token);
        await office.UntilEventsAsync($"{Printed} cards are out", all => all.Count(one => one.Name is "ejected" or "rejected") >= Printed, token);
        return new Peak(fetched, MemoryOf(office, "VmHWM"), MemoryOf(office, "VmRSS"), MemoryOf(office, "RssAnon"), MemoryOf(office, "RssFile"),
            sealedBytes / (1024.0 * 1024));
    }

    private static double MemoryOf(BenchOffice office, string what)
    {
        var words = MachineFacts.Value($"/proc/{office.StationProcess}/status", what)
            ?? throw new BenchException($"This system does not tell the memory of a process (/proc/PID/status, {what}).");
        return double.Parse(words.Split(' ')[0], CultureInfo.InvariantCulture) / 1024;
    }

    private static long PayloadBytes(BenchOffice office)
    {
        using var books = new SqliteConnection($"Data Source={Path.Combine(office.Instance, "data", "station.db")};Mode=ReadOnly;Pooling=False");
        books.Open();
        using var question = new SqliteCommand("SELECT sum(length(envelope)) FROM job", books);
        return (long)question.ExecuteScalar()!;
    }
}
