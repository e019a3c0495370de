using PrintStation.Cli;

namespace PrintStation.Tests;

/// <summary>The parser's English sentences are known by their words: if another version writes them otherwise, this fails.</summary>
[NonParallelizable]
internal sealed class UsageErrorsTests
{
    [TestCase("frob", "Tidak dikenal di sini: frob")]
    [TestCase("blank frob --quantity 5", "Tidak dikenal di sini: frob --quantity 5")]
    [TestCase("blank", "Belum ada: perintah (receive, load, unload, balance, open, lend, take-back, borrow, give-back, return, spoil, test, reject-test)")]
    [TestCase("blank spoil", "Belum ada: --quantity, --reason")]
    [TestCase("blank spoil --quantity", "Belum ada: --reason|--quantity memerlukan nilai sesudahnya.")]
    [TestCase("blank spoil --quantity --by siti", "Tidak dikenal di sini: siti|\"--by\" bukan bilangan bulat (--quantity). Tulis angka saja, tanpa titik atau koma: 1500.")]
    [TestCase("blank spoil --qty 5", "Tidak dikenal di sini: --qty 5")]
    [TestCase("blank spoil --quantiti 5", "Tidak dikenal di sini: --quantiti 5. Maksud Anda --quantity?")]
    [TestCase("blnk load", "Tidak dikenal di sini: blnk load. Maksud Anda blank?")]
    [TestCase("blank lod --quantity 5", "Tidak dikenal di sini: lod --quantity 5. Maksud Anda load?")]
    [TestCase("stock-take bigin --plce store", "Tidak dikenal di sini: bigin --plce store. Maksud Anda begin?")]
    [TestCase("status --jsn", "Tidak dikenal di sini: --jsn. Maksud Anda --json?")]
    [TestCase("stock-take begin --plce store", "Tidak dikenal di sini: --plce store. Maksud Anda --place?")]
    [TestCase("blank load 50", "Tidak dikenal di sini: 50")]
    [TestCase("blank spoil --quantity 5 --reason damaged --reason no-chip", "--reason hanya menerima satu nilai. Tulis sekali; nilai dengan spasi diapit tanda petik.")]
    [TestCase("blank spoil --quantity 99999999999 --reason damaged",
        "\"99999999999\" melampaui jumlah yang mungkin ada di sini (--quantity). Periksa apakah ada angka yang berlebih.")]
    [TestCase("destroy lost --reason gone", "Belum ada: --witness, card")]
    [TestCase("report daily --format doc", "\"doc\" tidak termasuk: table, json, csv, xlsx, pdf")]
    public async Task Whoever_reads_Indonesian_is_told_in_Indonesian(string line, string sentences)
    {
        Assert.That(await ErrorsAsync(line, "id"), Is.EqualTo(sentences.Split('|')));
        Assert.That(await ErrorsAsync(line, "en"), Has.Length.EqualTo(sentences.Split('|').Length).And.None.EqualTo(""));
    }

    /// <summary>Before anybody is asked for a password, which is read from standard input here.</summary>
    [TestCase("user add Siti --roles operatr", "Tidak ada peran itu (operatr: ")]
    [TestCase("user add Siti --roles admin,operator", "Admin tidak mempunyai peran lain")]
    [TestCase("user change Siti --roles operator cleaner", "Tidak ada peran itu (cleaner: ")]
    public async Task Roles_that_cannot_be_are_told_at_once(string line, string beginning) =>
        Assert.That(await ErrorsAsync(line, "id"), Has.Length.EqualTo(1).And.All.StartsWith(beginning));

    [Test]
    public async Task No_file_is_read_for_a_value_that_begins_with_an_at()
    {
        Assert.That(await ErrorsAsync("blank spoil --quantity 0x --reason @home", "id"), Has.Exactly(1).Contains("\"0x\""));
    }

    /// <summary>What stands on standard error before the line that names the help.</summary>
    private static async Task<string[]> ErrorsAsync(string line, string language)
    {
        var before = Console.Error;
        using var said = new StringWriter();
        Console.SetError(said);
        try
        {
            Assert.That(await CommandLine.RunAsync(["--lang", language, .. line.Split(' ')]), Is.EqualTo(2));
        }
        finally
        {
            Console.SetError(before);
        }

        var lines = said.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.That(lines[^1], Does.EndWith("--help"));
        return lines[..^1];
    }
}
