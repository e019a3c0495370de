using PrintStation.Chips;
using PrintStation.Chips.Pcsc;
using PrintStation.Emulators.Chips;
using PrintStation.Emulators.Vpcd;

namespace PrintStation.Tests.Chips.Pcsc;

/// <summary>The driver and the emulated reader with the real pcscd between them, and a foreign program as the judge.</summary>
[TestFixture]
[NeedsPcscd]
internal sealed class VirtualReaderTests
{
    private const string TypeA = "04A1B2C3D4E5F6";
    private const string TypeB = "A1B2C3D4E5F60718";
    private const string OpenscTool = "opensc-tool";

    private readonly List<string> _log = [];
    private volatile IReadOnlyList<IContactlessCard> _under = [];
    private PcscDaemon _daemon = null!;
    private CancellationTokenSource _office = null!;
    private Task _slot = Task.CompletedTask;
    private PcscReader _reader = null!;

    [SetUp]
    public async Task Open()
    {
        _daemon = await PcscDaemon.StartAsync();
        _log.Clear();
        _under = [];
        _office = new CancellationTokenSource();
        _slot = new VpcdReader(PcscDaemon.FirstPort, () => _under, TimeProvider.System).RunAsync(_office.Token);
        _reader = Reader(PcscDaemon.FirstReader);
    }

    [TearDown]
    public async Task Close()
    {
        if (_daemon is null)
            return;

        await _reader.DisposeAsync();
        await _office.CancelAsync();
        await _slot.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _office.Dispose();
        await _daemon.DisposeAsync();
        _daemon = null!;
    }

    [Test]
    public async Task A_foreign_program_sees_the_readers_and_reads_a_card_of_ours()
    {
        Lay(TypeB);
        Assert.That(Told(await _reader.DetectAsync(default)), Is.EqualTo("B "));
        await _reader.DisposeAsync();

        var readers = await PcscDaemon.RunAsync(OpenscTool, "--list-readers");
        Assert.That(readers, Does.Contain(PcscDaemon.FirstReader).And.Contain(PcscDaemon.SecondReader));
        Assert.That(await PcscDaemon.RunAsync(OpenscTool, "--reader", "0", "--atr"), Does.Contain("3b:88:80:01:00:00:00:00:00:81:71:00:f9"));
        var uid = await PcscDaemon.RunAsync(OpenscTool, "--reader", "0", "--send-apdu", "00:DF:00:00:00");
        Assert.That(uid, Does.Contain("SW1=0x90, SW2=0x00").And.Contain("A1 B2 C3 D4 E5 F6 07 18"));
        var control = await PcscDaemon.RunAsync(OpenscTool, "--reader", "0", "--send-apdu", "00:A4:00:00:02:7F:0A", "--send-apdu",
            "00:A4:00:00:02:6F:F0", "--send-apdu", "00:B0:00:00:10");
        Assert.That(control.Split("SW1=0x90, SW2=0x00"), Has.Length.EqualTo(4), control);
    }

    [TestCase(TypeA, "A 04A1B2C3D4E5F6", "")]
    [TestCase(TypeB, "B ", "0008")]
    public async Task A_card_of_either_type_is_found_and_answers(string uid, string told, string answerStart)
    {
        Lay(uid);
        Assert.That(Told(await _reader.DetectAsync(default)), Is.EqualTo(told));
        var answer = await _reader.TransmitAsync(Convert.FromHexString("00DF000000"), default);
        Assert.That(Convert.ToHexString(answer.Response!), uid == TypeB
            ? Does.StartWith(answerStart).And.EndsWith(uid + "9000")
            : Is.EqualTo("6D00"));
    }

    [Test]
    public async Task A_card_that_is_laid_down_late_is_found_and_another_one_after_it()
    {
        var looking = _reader.DetectAsync(default);
        Lay(TypeA);
        Assert.That(Told(await looking), Is.EqualTo("A 04A1B2C3D4E5F6"));

        // The slot learns of the exchange a few milliseconds later; until then the first card is still the one that answers.
        Lay("04FFFFFFFFFF01");
        var told = "";
        for (var looks = 0; looks < 20 && told != "A 04FFFFFFFFFF01"; looks++)
            told = Told(await _reader.DetectAsync(default));
        Assert.That(told, Is.EqualTo("A 04FFFFFFFFFF01"));
    }

    [Test]
    public async Task A_card_taken_away_gives_no_answer_and_put_back_it_is_found_again()
    {
        var chip = Lay(TypeA);
        await _reader.DetectAsync(default);
        _under = [];
        var gone = default(ApduResult);
        await PcscDaemon.UntilAsync("the card is gone", async () =>
            (gone = await _reader.TransmitAsync(Convert.FromHexString("00A40000027F0A"), default)).Response is null);
        Assert.That(gone, Is.EqualTo(new ApduResult(null, ReaderAnswered: true)));

        _under = [chip];
        Assert.That(Told(await _reader.DetectAsync(default)), Is.EqualTo("A 04A1B2C3D4E5F6"));
        Assert.That((await _reader.TransmitAsync(Convert.FromHexString("00A40000027F0A"), default)).Status, Is.EqualTo(0x9000));
        Assert.That(_log, Is.Empty);
    }

    [Test]
    public async Task A_command_meets_the_card_once_also_when_its_answer_is_lost()
    {
        var card = new CountingCard(new KtpChip(Convert.FromHexString(TypeA)));
        _under = [card];
        await _reader.DetectAsync(default);
        card.Commands.Clear();
        card.IsSilent = true;
        Assert.That(await _reader.TransmitAsync(Convert.FromHexString("00D600000101"), default), Is.EqualTo(new ApduResult(null, true)));
        Assert.That(card.Commands, Is.EqualTo((string[])["00D600000101"]));
    }

    [Test]
    public async Task A_killed_pcscd_says_nothing_of_the_card_and_a_new_one_is_used_at_once()
    {
        Lay(TypeA);
        await _reader.DetectAsync(default);
        await _daemon.KillAsync();
        Assert.That(await _reader.TransmitAsync(Convert.FromHexString("00A40000027F0A"), default), Is.EqualTo(new ApduResult(null, false)));
        Assert.That(await _reader.DetectAsync(default), Is.Null);

        await _daemon.BeginAsync();
        Assert.That(Told(await _reader.DetectAsync(default)), Is.EqualTo("A 04A1B2C3D4E5F6"));
        Assert.That(_log, Has.Count.EqualTo(2), string.Join('\n', _log));
        Assert.That(_log[0], Does.Contain("start it"));
    }

    [Test]
    public async Task A_pcscd_started_anew_between_two_looks_is_not_even_noticed()
    {
        Lay(TypeA);
        await _reader.DetectAsync(default);
        await _daemon.KillAsync();
        await _daemon.BeginAsync();
        Assert.That(Told(await _reader.DetectAsync(default)), Is.EqualTo("A 04A1B2C3D4E5F6"));
    }

    [Test]
    public async Task A_pcscd_that_hangs_is_not_waited_for_and_used_again_when_it_goes_on()
    {
        Lay(TypeA);
        await _reader.DetectAsync(default);
        await _daemon.SignalAsync("STOP");
        var began = TimeProvider.System.GetTimestamp();
        Assert.That(await _reader.TransmitAsync(Convert.FromHexString("00A40000027F0A"), default), Is.EqualTo(new ApduResult(null, false)));
        Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(ReaderTimings.Shipped.Exchange * 3));
        Assert.That(await _reader.DetectAsync(default), Is.Null);

        await _daemon.SignalAsync("CONT");
        await PcscDaemon.UntilAsync("the card is found", async () => Told(await _reader.DetectAsync(default)) == "A 04A1B2C3D4E5F6");
    }

    [Test]
    public async Task A_wrong_name_is_told_with_the_names_there_are()
    {
        await using var wrong = Reader("Virtual PCD 00 07");
        Assert.That(await wrong.DetectAsync(default), Is.Null);
        Assert.That(_log.Single(), Does.Contain($"{PcscDaemon.FirstReader}; {PcscDaemon.SecondReader}"));
    }

    [Test]
    public async Task No_other_program_comes_between_and_a_second_reader_waits_until_the_card_is_given_back()
    {
        Lay(TypeA);
        await _reader.DetectAsync(default);
        var other = await PcscDaemon.TryAsync(OpenscTool, "--reader", "0", "--send-apdu", "00:A4:00:00:02:7F:0A");
        Assert.That(other.Text, Does.Contain("in use by another application"));
        await using var second = Reader(PcscDaemon.FirstReader);
        var waiting = second.DetectAsync(default);
        Assert.That((await _reader.TransmitAsync(Convert.FromHexString("00A40000027F0A"), default)).Status, Is.EqualTo(0x9000));
        Assert.That(waiting.IsCompleted, Is.False);
        await _reader.DisposeAsync();
        Assert.That(Told(await waiting), Is.EqualTo("A 04A1B2C3D4E5F6"));
    }

    private KtpChip Lay(string uid)
    {
        var chip = new KtpChip(Convert.FromHexString(uid));
        _under = [chip];
        return chip;
    }

    private PcscReader Reader(string name) =>
        new(name, PcscLibrary.Load, ReaderTimings.Shipped, TimeProvider.System, new ListLogger<PcscReader>(_log));

    private static string? Told(IReadOnlyList<ChipTarget>? found) =>
        found is null ? null : string.Join(", ", found.Select(chip => $"{chip.Type} {Convert.ToHexString(chip.Uid)}"));

    /// <summary>What really reached the card.</summary>
    private sealed class CountingCard(KtpChip chip) : IContactlessCard
    {
        public List<string> Commands { get; } = [];

        public bool IsSilent { get; set; }

        public char Type => chip.Type;

        public byte[] Identifier => chip.Identifier;

        public void Activate() => chip.Activate();

        public byte[]? Transmit(ReadOnlySpan<byte> command)
        {
            Commands.Add(Convert.ToHexString(command));
            return IsSilent ? null : chip.Transmit(command);
        }
    }
}
