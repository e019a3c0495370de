using System.CommandLine;
using System.Text.Json;
using PrintStation.Captures;
using PrintStation.Cli;
using SkiaSharp;
using static PrintStation.Tests.Captures.CaptureBytes;

namespace PrintStation.Tests.Captures;

/// <summary>printstation decode, in process, on real files.</summary>
internal sealed class DecodeCommandTests
{
    private TemporaryDirectory _directory = null!;
    private StringWriter _output = null!;
    private StringWriter _error = null!;

    private string CaptureFile => Path.Combine(_directory.Path, "card.prn");

    private string Pictures => Path.Combine(_directory.Path, "new", "pictures");

    [SetUp]
    public void Prepare() => (_directory, _output, _error) = (new TemporaryDirectory(), new StringWriter(), new StringWriter());

    [TearDown]
    public void CleanUp()
    {
        _output.Dispose();
        _error.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task Commands_are_listed_and_panels_become_pictures_of_the_user_alone()
    {
        var dots = Pattern(64);
        var (yellow, black) = (Download("Db;y;64;", Pack(dots, 6)), Download("Db;k;2;", new byte[82_296]));
        var exitCode = await DecodeAsync(Join(Text("Pr;ymcko"), yellow, black, Text("Se")));

        Assert.That(exitCode, Is.Zero, _error.ToString());
        Assert.That(_output.ToString(), Does.Contain("Pr").And.Contain("ymcko").And.Contain("493776").And.Contain("panel-01-y.png"));
        Assert.That(Directory.GetFiles(Pictures).Select(Path.GetFileName),
            Is.EquivalentTo((string[])["panel-01-y.pgm", "panel-01-y.png", "panel-02-k.pbm", "panel-02-k.png"]));
        using var picture = SKBitmap.Decode(Path.Combine(Pictures, "panel-01-y.png"));
        Assert.That(picture.GetPixel(647, 1015).Red, Is.EqualTo(255 - dots[^1] * 255 / 63));
        if (OperatingSystem.IsWindows())
            return;
        foreach (var path in Directory.GetFiles(Pictures))
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), path);
    }

    [Test]
    public async Task Json_has_every_piece_with_its_offset_and_files()
    {
        var (compressed, _) = CompressedRows();
        var stream = Join(Text("Ss"), Text("Dm;1;BUDI"), Download($"Dbc;k;2;{compressed.Length};", compressed), [0x0A]);
        Assert.That(await DecodeAsync(stream, "--json"), Is.Zero);
        using var json = JsonDocument.Parse(_output.ToString());
        var entries = json.RootElement.GetProperty("entries").EnumerateArray().ToList();
        Assert.That(entries.Select(entry => entry.GetProperty("kind").GetString()),
            Is.EqualTo((string[])["command", "unknown-command", "command", "unknown-bytes"]));
        Assert.That(entries.Select(entry => entry.GetProperty("offset").GetInt32()).Take(3), Is.EqualTo([0, 4, 15]));
        Assert.That(entries[2].GetProperty("data").GetProperty("panel").GetProperty("rows").GetInt32(), Is.EqualTo(1016));
        var files = entries[2].GetProperty("files").EnumerateArray().Select(file => file.GetString());
        Assert.That(files.Select(File.Exists), Is.EqualTo([true, true]));
        Assert.That(json.RootElement.GetProperty("troubles").GetArrayLength(), Is.Zero);
    }

    [TestCase("")]
    [TestCase("--json")]
    public async Task Nothing_that_may_belong_to_a_person_is_printed(string option)
    {
        var name = "BUDI"u8.ToArray();
        await DecodeAsync(Join(Text("Ss"), Text("Dm;1;BUDI"), Text("BUDI SANTOSO"), name, Download("Db;k;2;", name)), option);
        Assert.That(_output.ToString() + _error, Does.Contain("Dm").And.Not.Contain("BUDI"));
    }

    [Test]
    public async Task Cut_data_fails_with_its_offset_and_shows_what_was_readable()
    {
        Assert.That(await DecodeAsync(Join(Text("Pr;k"), Download("Db;k;2;", new byte[811])[..^1])), Is.EqualTo(1));
        Assert.That(_output.ToString(), Does.Contain("Pr").And.Contain("811 / 82296"));
        Assert.That(_error.ToString(), Does.Contain("Byte 6:").And.Contain("82296").And.Contain("Capture again"));
        Assert.That(Directory.GetFiles(Pictures).Select(Path.GetFileName),
            Is.EquivalentTo((string[])["panel-01-k-cut.pbm", "panel-01-k-cut.png"]));
    }

    [Test]
    public async Task A_file_that_is_no_stream_fails()
    {
        Assert.That(await DecodeAsync("%PDF-1.7"u8.ToArray()), Is.EqualTo(1));
        Assert.That(_error.ToString(), Does.Contain(CaptureFile).And.Contain("8 bytes").And.Contain("--protocol"));
        Assert.That(_output.ToString(), Does.Contain("unknown bytes 0..7"));
        Assert.That(Directory.Exists(Pictures), Is.False);
    }

    [Test]
    public async Task An_empty_file_fails()
    {
        Assert.That(await DecodeAsync([]), Is.EqualTo(1));
        Assert.That(_error.ToString(), Does.Contain($"{CaptureFile} is empty"));
        Assert.That(_output.ToString(), Is.Empty);
    }

    [Test]
    public async Task A_missing_file_fails()
    {
        Assert.That(await RunAsync(CaptureFile, "--protocol", "evolis", "--out", Pictures), Is.EqualTo(1));
        Assert.That(_error.ToString(), Does.Contain($"no file {CaptureFile}"));
    }

    [Test]
    public async Task A_directory_is_no_file()
    {
        Assert.That(await RunAsync(_directory.Path, "--protocol", "evolis", "--out", Pictures), Is.EqualTo(1));
        Assert.That(_error.ToString(), Does.Contain($"{_directory.Path} cannot be read"));
    }

    [Test]
    public async Task A_file_beyond_the_limit_fails()
    {
        using (var file = File.Create(CaptureFile))
            file.SetLength(DecodeCommand.MostBytes + 1L);
        Assert.That(await RunAsync(CaptureFile, "--protocol", "evolis", "--out", Pictures), Is.EqualTo(1));
        Assert.That(_error.ToString(), Does.Contain(CaptureFile).And.Contain("Cut it"));
    }

    [TestCase("card.prn/pictures", false)]
    [TestCase("pictures", true)]
    public async Task A_place_for_pictures_that_cannot_be_made_fails_and_the_listing_is_still_shown(string place, bool isPicture)
    {
        var directory = Path.Combine(_directory.Path, place);
        if (isPicture)
            Directory.CreateDirectory(Path.Combine(directory, "panel-01-k.png"));
        File.WriteAllBytes(CaptureFile, Join(Text("Ss"), Download("Db;k;2;", new byte[82_296])));
        Assert.That(await RunAsync(CaptureFile, "--protocol", "evolis", "--out", directory), Is.EqualTo(1));
        var named = isPicture ? Path.Combine(directory, "panel-01-k.png") : directory;
        Assert.That(_error.ToString(), Does.Contain(named).And.Contain("--out"));
        Assert.That(_output.ToString(), Does.Contain("Ss").And.Contain("82296").And.Not.Contain(".pbm"));
    }

    [Test]
    public async Task Another_protocol_is_wrong_usage_and_the_allowed_one_is_named()
    {
        string[] arguments = ["decode", CaptureFile, "--protocol", "zpl", "--out", Pictures];
        Assert.That(Root().Parse(arguments).Errors.Select(error => error.Message), Has.Some.Contains("evolis"));
        Assert.That(await Program.Main(arguments), Is.EqualTo(2));
    }

    [Test]
    public void Every_trouble_has_its_sentence()
    {
        foreach (var texts in (StationTexts[])[new("en"), new("id")])
            foreach (var code in (string[])[.. CaptureTroubles.All, "missing", "unreadable", "too-large", "directory", "picture"])
                Assert.That(texts.Format($"decode.{code}", 1, 2, 3, "file"), Is.Not.EqualTo($"decode.{code}"));
    }

    private async Task<int> DecodeAsync(byte[] capture, string option = "")
    {
        File.WriteAllBytes(CaptureFile, capture);
        string[] arguments = [CaptureFile, "--protocol", "evolis", "--out", Pictures];
        return await RunAsync(option.Length > 0 ? [.. arguments, option] : arguments);
    }

    private async Task<int> RunAsync(params string[] arguments)
    {
        var parsed = Root().Parse(["decode", .. arguments]);
        Assert.That(parsed.Errors, Is.Empty);
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error });
    }

    private static RootCommand Root()
    {
        var json = new Option<bool>("--json") { Recursive = true };
        var common = new CommonOptions(new Option<string>("--instance"), json, new StationTexts("en"));
        return new RootCommand { json, DecodeCommand.Create(common) };
    }
}
