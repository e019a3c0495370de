using PrintStation.Chips;
using PrintStation.Chips.Pcsc;

namespace PrintStation.Tests.Chips.Pcsc;

[TestFixture]
internal sealed class PcscReaderTests
{
    private const string AtrB = "3B8880010000000000817100F9";
    private const string ContactAtr = "3B9513810180 73FF01000B";

    [Test]
    public async Task A_type_A_card_is_connected_exclusively_and_told_by_the_readers_UID()
    {
        var pcsc = new ScriptedPcsc();
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo("A 04A1B2C3D4E5F6"));
        Assert.That(pcsc.Calls, Is.EqualTo((string[])
        [
            "establish", "connect 1 share 1 protocols 2", "reconnect share 1 protocols 2 before 1", "status", "transmit FFCA000000",
        ]));
    }

    [Test]
    public async Task The_PUPI_of_a_type_B_card_is_no_UID()
    {
        var pcsc = new ScriptedPcsc { Atr = AtrB, Transmitting = _ => (PcscResult.Success, "AABBCCDD9000") };
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo("B "));
    }

    [Test]
    public async Task A_card_with_contacts_is_not_asked_for_a_UID()
    {
        var pcsc = new ScriptedPcsc { Atr = ContactAtr.Replace(" ", "", StringComparison.Ordinal) };
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo("C "));
        Assert.That(pcsc.Count("transmit"), Is.Zero);
    }

    [Test]
    public async Task A_card_that_speaks_T0_only_is_one_with_contacts_and_told_once()
    {
        var pcsc = new ScriptedPcsc { Connecting = _ => PcscResult.OtherProtocol };
        Assert.That(await pcsc.DetectAsync(), Is.EqualTo(new[] { new ChipTarget('C', [], Speaks: false) }).Using<ChipTarget>(
            (found, expected) => (found.Type, found.Uid.Length, found.Speaks) == (expected.Type, expected.Uid.Length, expected.Speaks)));
        await pcsc.DetectAsync();
        Assert.That(pcsc.Log.Single(), Does.Contain("T=0"));
        Assert.That((pcsc.Count("connect"), pcsc.Count("transmit")), Is.EqualTo((2, 0)), "it does not flicker");
    }

    [Test]
    public async Task Each_look_begins_a_new_conversation_with_the_card()
    {
        var pcsc = new ScriptedPcsc();
        await pcsc.DetectAsync();
        pcsc.Calls.Clear();
        await pcsc.DetectAsync();
        Assert.That(pcsc.Calls[..3], Is.EqualTo((string[])
            ["disconnect 71 0", "connect 1 share 1 protocols 2", "reconnect share 1 protocols 2 before 1"]));
    }

    [TestCase(PcscResult.NoCard)]
    [TestCase(PcscResult.Removed)]
    [TestCase(PcscResult.Unpowered)]
    [TestCase(PcscResult.Unresponsive)]
    [TestCase(PcscResult.Reset)]
    [TestCase(PcscResult.SharingViolation)]
    public async Task A_card_that_flickers_is_found_when_it_comes_to_rest(PcscResult trouble)
    {
        var pcsc = new ScriptedPcsc { Connecting = time => time <= 4 ? trouble : PcscResult.Success };
        var began = pcsc.Clock.GetTimestamp();
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo("A 04A1B2C3D4E5F6"));
        Assert.That(pcsc.Clock.GetElapsedTime(began).TotalSeconds, Is.InRange(2, 3));
        Assert.That((pcsc.Count("connect"), pcsc.Count("reconnect"), pcsc.Log.Count), Is.EqualTo((5, 1, 0)));
    }

    [Test]
    public async Task A_card_that_goes_while_its_UID_is_asked_is_looked_for_again()
    {
        var pcsc = new ScriptedPcsc();
        pcsc.Transmitting = _ => pcsc.Count("transmit") == 1 ? (PcscResult.Removed, "") : (PcscResult.Success, "04A1B2C3D4E5F69000");
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo("A 04A1B2C3D4E5F6"));
        Assert.That(pcsc.Count("disconnect"), Is.EqualTo(1));
    }

    [Test]
    public async Task Without_a_card_the_reader_waits_ten_seconds_once_for_looks_in_a_row()
    {
        var pcsc = new ScriptedPcsc { Connecting = _ => PcscResult.NoCard };
        var began = pcsc.Clock.GetTimestamp();
        Assert.That(await pcsc.DetectAsync(), Is.Empty);
        Assert.That(pcsc.Clock.GetElapsedTime(began).TotalSeconds, Is.InRange(10, 12));
        var waited = pcsc.Count("connect");
        Assert.That(waited, Is.InRange(15, 21));

        Assert.That(await pcsc.DetectAsync(), Is.Empty);
        Assert.That(pcsc.Count("connect"), Is.EqualTo(waited + 1));

        pcsc.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.That(await pcsc.DetectAsync(), Is.Empty);
        Assert.That(pcsc.Count("connect"), Is.GreaterThan(waited + 10));
    }

    [Test]
    public async Task A_card_that_is_expected_is_waited_for_however_short_ago_none_was_seen()
    {
        var pcsc = new ScriptedPcsc { Connecting = _ => PcscResult.NoCard };
        Assert.That(await pcsc.DetectAsync(), Is.Empty);
        var waited = pcsc.Count("connect");

        pcsc.Reader.ExpectCard();
        pcsc.Connecting = _ => pcsc.Count("connect") < waited + 3 ? PcscResult.NoCard : PcscResult.Success;
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo("A 04A1B2C3D4E5F6"));
    }

    [TestCase(PcscResult.Unpowered, PcscResult.Success, "A 04A1B2C3D4E5F6")]
    [TestCase(PcscResult.Unresponsive, PcscResult.Success, "A 04A1B2C3D4E5F6")]
    [TestCase(PcscResult.Unresponsive, PcscResult.Unresponsive, "")]
    public async Task A_card_that_does_not_start_is_reset_once_before_it_counts_as_absent(PcscResult trouble, PcscResult reset, string found)
    {
        var pcsc = new ScriptedPcsc { Reconnecting = _ => reset };
        pcsc.Connecting = _ => pcsc.Calls[^1].Contains("share 3", StringComparison.Ordinal) ? PcscResult.Success : trouble;
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo(found));
        Assert.That(pcsc.Calls.Count(call => call == "connect 1 share 3 protocols 0"), Is.EqualTo(1));
        Assert.That(pcsc.Calls.Where(call => call.StartsWith("reconnect", StringComparison.Ordinal)),
            Is.EqualTo((string[])["reconnect share 1 protocols 2 before 2"]));
    }

    [Test]
    public async Task After_a_reset_that_failed_the_card_is_asked_for_although_none_is_said_to_be_there()
    {
        var pcsc = new ScriptedPcsc();
        var isBlind = false;
        pcsc.Reconnecting = before =>
        {
            isBlind = before == 1;
            return isBlind ? PcscResult.NoCard : PcscResult.Success;
        };
        pcsc.Connecting = _ => isBlind && pcsc.Calls[^1].Contains("share 1", StringComparison.Ordinal) ? PcscResult.NoCard : PcscResult.Success;
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo("A 04A1B2C3D4E5F6"));
        Assert.That(pcsc.Calls, Has.Exactly(1).EqualTo("reconnect share 1 protocols 2 before 2"));
    }

    [TestCase(PcscResult.NoService)]
    [TestCase(PcscResult.ServiceStopped)]
    [TestCase(PcscResult.CommunicationError)]
    [TestCase((PcscResult)0x80100003)]
    public async Task Without_the_service_nothing_is_known_of_the_card_and_a_new_context_is_made_later(PcscResult trouble)
    {
        var pcsc = new ScriptedPcsc { Service = trouble };
        Assert.That(await pcsc.DetectAsync(), Is.Null);
        Assert.That(await pcsc.DetectAsync(), Is.Null);
        Assert.That(pcsc.Log, Has.Count.EqualTo(1), "told once");

        pcsc.Service = PcscResult.Success;
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo("A 04A1B2C3D4E5F6"));
        Assert.That(pcsc.Log[^1], Does.EndWith("answers again"));
    }

    [Test]
    public async Task A_context_from_before_the_service_started_again_is_given_up_and_the_card_found_in_the_same_call()
    {
        var pcsc = new ScriptedPcsc();
        await pcsc.DetectAsync();
        pcsc.Connecting = _ =>
            pcsc.Calls[^1].StartsWith("connect 1 ", StringComparison.Ordinal) ? PcscResult.ServiceStopped : PcscResult.Success;
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo("A 04A1B2C3D4E5F6"));
        Assert.That(pcsc.Calls, Has.Some.EqualTo("release 1").And.Some.EqualTo("connect 2 share 1 protocols 2"));
    }

    [Test]
    public async Task A_wrong_name_is_told_once_with_the_names_there_are()
    {
        var pcsc = new ScriptedPcsc { Readers = ["Left hand", "Right hand 00 01"] };
        Assert.That(await pcsc.DetectAsync(), Is.Null);
        Assert.That(await pcsc.DetectAsync(), Is.Null);
        Assert.That(pcsc.Log, Has.Count.EqualTo(1));
        Assert.That(pcsc.Log[0], Does.Contain("pcsc:Reader 1").And.Contain("Left hand; Right hand 00 01"));

        pcsc.Readers = [];
        Assert.That(await pcsc.DetectAsync(), Is.Null);
        Assert.That(pcsc.Log[1], Does.Contain("no reader at all"));
    }

    [Test]
    public async Task A_system_without_PCSC_is_told_with_what_to_install()
    {
        var pcsc = new ScriptedPcsc { IsInstalled = false };
        Assert.That(await pcsc.DetectAsync(), Is.Null);
        Assert.That(pcsc.Log.Single(), Does.Contain(PcscLibrary.FileName).And.Contain("install"));
    }

    [Test]
    public async Task A_command_is_sent_once_and_its_answer_given_whole()
    {
        var pcsc = new ScriptedPcsc();
        await pcsc.DetectAsync();
        var whole = string.Concat(Enumerable.Repeat("AB", 256)) + "6282";
        pcsc.Transmitting = _ => (PcscResult.Success, whole);
        Assert.That(Convert.ToHexString((await pcsc.TransmitAsync("00B0000000")).Response!), Is.EqualTo(whole));
    }

    [TestCase(PcscResult.Removed, PcscResult.Success, true)]
    [TestCase(PcscResult.NoCard, PcscResult.Success, true)]
    [TestCase(PcscResult.Reset, PcscResult.Success, true)]
    [TestCase(PcscResult.NotTransacted, PcscResult.Success, true)]
    [TestCase(PcscResult.NotTransacted, PcscResult.Removed, true)]
    [TestCase(PcscResult.NotTransacted, PcscResult.ReaderUnavailable, false)]
    [TestCase(PcscResult.ReaderUnavailable, PcscResult.Success, false)]
    [TestCase(PcscResult.ServiceStopped, PcscResult.Success, false)]
    [TestCase(PcscResult.CommunicationError, PcscResult.Success, false)]
    public async Task A_lost_answer_is_the_cards_or_the_readers_and_nothing_is_sent_again(
        PcscResult trouble, PcscResult status, bool readerAnswered)
    {
        var pcsc = new ScriptedPcsc();
        await pcsc.DetectAsync();
        pcsc.Calls.Clear();
        (pcsc.Transmitting, pcsc.Status) = (_ => (trouble, ""), status);
        Assert.That(await pcsc.TransmitAsync("00D600000101"), Is.EqualTo(new ApduResult(null, readerAnswered)));
        Assert.That(pcsc.Count("transmit"), Is.EqualTo(1));
        Assert.That(pcsc.Count("release"), Is.EqualTo(readerAnswered ? 0 : 1));

        if (!readerAnswered)
            Assert.That((await pcsc.TransmitAsync("00D600000101")).ReaderAnswered, Is.False);
        Assert.That(pcsc.Count("transmit"), Is.EqualTo(1), "a lost reader holds no card");
    }

    [Test]
    public async Task An_answer_without_a_status_is_none()
    {
        var pcsc = new ScriptedPcsc();
        await pcsc.DetectAsync();
        pcsc.Transmitting = _ => (PcscResult.Success, "90");
        Assert.That(await pcsc.TransmitAsync("0084000008"), Is.EqualTo(new ApduResult(null, ReaderAnswered: true)));
    }

    [Test]
    public async Task A_call_that_does_not_come_back_is_left_behind_with_its_context()
    {
        var pcsc = new ScriptedPcsc();
        await pcsc.DetectAsync();
        pcsc.Threads.Hang = true;
        Assert.That(await pcsc.TransmitAsync("00D600000101"), Is.EqualTo(new ApduResult(null, ReaderAnswered: false)));
        Assert.That(await pcsc.DetectAsync(), Is.Null);
        Assert.That(pcsc.Threads.Hanging, Is.EqualTo(1), "until it is back no other call is made");

        pcsc.Threads.LetGo();
        Assert.That(Told(await pcsc.DetectAsync()), Is.EqualTo("A 04A1B2C3D4E5F6"));
        Assert.That(pcsc.Calls.Where(call => call.StartsWith("transmit 00D6", StringComparison.Ordinal)), Has.Exactly(1).Items);
        Assert.That(pcsc.Calls, Has.Some.EqualTo("release 1").And.Some.EqualTo("connect 2 share 1 protocols 2"));
    }

    [Test]
    public async Task A_command_before_any_look_is_the_callers_mistake()
    {
        var pcsc = new ScriptedPcsc { Connecting = _ => PcscResult.NoCard };
        await pcsc.DetectAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => pcsc.Reader.TransmitAsync(new byte[5], default));
    }

    [Test]
    public async Task At_the_end_card_and_context_are_given_back()
    {
        var pcsc = new ScriptedPcsc();
        await pcsc.DetectAsync();
        pcsc.Calls.Clear();
        await pcsc.Reader.DisposeAsync();
        Assert.That(pcsc.Calls, Is.EqualTo((string[])["disconnect 71 1", "release 1"]));
    }

    [TestCase("3B80800101", true)]
    [TestCase(AtrB, true)]
    [TestCase("3B8F8001804F0CA000000306030001000000006A", true)]
    [TestCase("3B95138101807 3FF01000B", false)]
    [TestCase("3B808001", false)]
    [TestCase("3B8180 0101", false)]
    [TestCase("", false)]
    public void The_shape_of_the_ATR_tells_a_card_without_contacts(string atr, bool contactless) =>
        Assert.That(PcscTargets.IsContactless(Convert.FromHexString(atr.Replace(" ", "", StringComparison.Ordinal))), Is.EqualTo(contactless));

    [TestCase("3B80800101", "08A1B2C3", "A 08A1B2C3")]
    [TestCase("3B80800101", "04A1B2C3D4E5F6A7B8C9", "A 04A1B2C3D4E5F6A7B8C9")]
    [TestCase(AtrB, "04A1B2C3D4E5F6", "A 04A1B2C3D4E5F6")]
    [TestCase(AtrB, "A1B2C3D4", "B ")]
    [TestCase("3B80800101", "A1B2C3D4E5F6A7B8", "")]
    [TestCase("3B80800101", "", "")]
    public void Type_and_UID_follow_from_ATR_and_the_readers_UID(string atr, string uid, string told)
    {
        var chip = PcscTargets.Parse(Convert.FromHexString(atr), Convert.FromHexString(uid));
        Assert.That(Told(chip is null ? [] : [chip]), Is.EqualTo(told));
    }

    private static string? Told(IReadOnlyList<ChipTarget>? found) =>
        found is null ? null : string.Join(", ", found.Select(chip => $"{chip.Type} {Convert.ToHexString(chip.Uid)}"));
}
