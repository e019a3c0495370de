using PrintStation.Captures;
using PrintStation.Printers.Evolis;
using static PrintStation.Tests.Captures.CaptureBytes;

namespace PrintStation.Tests.Captures;

[TestFixture]
internal sealed class EvolisCaptureReaderTests
{
    [Test]
    public void Commands_are_listed_in_order_with_their_offsets_and_parameters()
    {
        var capture = EvolisCaptureReader.Read(Join(Text("Pem;2"), Text("Pr;ymcko"), Text("Ss"), Text("Se")));
        Assert.That(Pieces(capture), Is.EqualTo((string[])["0 Pem;2", "7 Pr;ymcko", "17 Ss", "21 Se"]));
        Assert.That(capture.Troubles, Is.Empty);
    }

    [Test]
    public void A_card_of_the_Windows_driver_is_read_with_its_padding()
    {
        var (compressed, rows) = CompressedRows();
        var capture = EvolisCaptureReader.Read(WindowsCard(compressed));
        var download = capture.Entries.Single(entry => entry.Data is not null);
        Assert.That(capture.Entries.Where(entry => entry.Kind == CaptureEntryKind.Command).Select(entry => entry.Name),
            Is.EqualTo("Pr Pmi Pc Pdt Mr Ppws Ss Sr Dbc Se".Split(' ')));
        Assert.That(capture.Entries.Count(entry => entry.Kind == CaptureEntryKind.Padding), Is.EqualTo(2));
        Assert.That(download.Data!.Panel!.Packed.ToArray(), Is.EqualTo(rows));
        Assert.That(capture.Troubles, Is.Empty);
    }

    [Test]
    public void Data_is_counted_whatever_bytes_it_has()
    {
        var data = new byte[82_296];
        Text("Se").CopyTo(data, 1000);
        data[^1] = 0x0D;
        var capture = EvolisCaptureReader.Read(Join(Download("Db;k;2;", data), Download("Db;o;2;", data)[..^1], Text("Se")));
        Assert.That(Pieces(capture), Is.EqualTo((string[])["0 Db;k;2", "82305 Db;o;2", "164609 Se"]));
        Assert.That(capture.Entries[1].Data, Has.Property("Offset").EqualTo(82_313).And.Property("Length").EqualTo(82_296));
        Assert.That(capture.Troubles, Is.Empty);
    }

    [Test]
    public void A_command_without_a_meaning_in_the_description_is_marked_and_its_parameters_are_kept_back()
    {
        var capture = EvolisCaptureReader.Read(Join(Text("Ss"), Text("Dm;1;BUDI"), Text("REQ,FRM"), Text("Se")));
        Assert.That(Pieces(capture), Is.EqualTo((string[])["0 Ss", "4 ?Dm", "15 ?", "24 Se"]));
        Assert.That(capture.Entries[1].Parameters, Is.Empty);
        Assert.That(capture.Troubles, Is.Empty);
    }

    [Test]
    public void Bytes_between_commands_are_skipped_and_marked()
    {
        var capture = EvolisCaptureReader.Read(Join([0x0A, 0x41], Text("Ss"), [0x42, 0x00, 0x00], Text("Se"), [0x1B, 0x01]));
        Assert.That(Pieces(capture), Is.EqualTo((string[])["0..1?", "2 Ss", "6..6?", "7 00×2", "9 Se", "13..14?"]));
        Assert.That(capture.Troubles, Is.Empty);
    }

    [Test]
    public void Other_control_characters_hold_from_the_next_command_on()
    {
        byte[] other = [.. "!Pr,k\n!Db,k,2,"u8, .. new byte[82_296], .. "\n!Psc,27,59,13\n"u8];
        var capture = EvolisCaptureReader.Read(Join(Text("Psc;33;44;10"), other, Text("Se;1")));
        Assert.That(Pieces(capture), Is.EqualTo((string[])["0 Psc;33;44;10", "14 Pr;k", "20 Db;k;2", "82325 Psc;27;59;13", "82339 Se;1"]));
        Assert.That(capture.Troubles, Is.Empty);
    }

    [TestCase("Psc")]
    [TestCase("Psc;27;59")]
    [TestCase("Psc;27;27;13")]
    [TestCase("Psc;27;59;256")]
    [TestCase("Psc;27;59;x")]
    public void Control_characters_that_are_none_change_nothing(string command)
    {
        var capture = EvolisCaptureReader.Read(Join(Text("Ss"), Text(command), Text("Se")));
        Assert.That(capture.Entries.Select(entry => entry.Name), Is.EqualTo((string[])["Ss", "Psc", "Se"]));
        Assert.That(capture.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.CharactersWrong, 4)]));
    }

    [TestCase("Db;k;2;", 82_296)]
    [TestCase("Db;y;32;", 411_480)]
    [TestCase("Db;m;64;", 493_776)]
    [TestCase("Db;c;128;", 576_072)]
    [TestCase("Dbc;o;2;1000;", 1000)]
    public void Data_that_the_file_ends_in_is_named_with_its_offset(string header, int bytes)
    {
        var capture = EvolisCaptureReader.Read(Join(Text("Ss"), Download(header, new byte[bytes])[..^101]));
        Assert.That(Pieces(capture), Is.EqualTo((string[])["0 Ss", $"4 {header.TrimEnd(';')}"]));
        Assert.That(capture.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.DataCut, 4, bytes, bytes - 100)]));
    }

    [Test]
    public void Data_that_the_next_command_cuts_does_not_swallow_it()
    {
        var (yellow, magenta) = (Pack(Pattern(32), 5), Pack(Pattern(32), 5));
        var cut = Download("Db;y;32;", yellow[..200_000])[..^1];
        var capture = EvolisCaptureReader.Read(Join(cut, Download("Db;m;32;", magenta), Text("Se")));
        Assert.That(Pieces(capture), Is.EqualTo((string[])["0 Db;y;32", "200009 Db;m;32", "611499 Se"]));
        Assert.That(capture.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.DataCut, 0, 411_480, 200_000)]));
        Assert.That(capture.Entries[0].Data!.Panel!.Rows, Is.EqualTo(200_000 / 405));
        Assert.That(capture.Entries[1].Data!.Panel!.IsWhole);
    }

    [TestCase("Db;k;4;")]
    [TestCase("Db;k;;")]
    [TestCase("Db;k;-2;")]
    [TestCase("Dbc;k;2;0;")]
    [TestCase("Dbc;k;2;83313;")]
    [TestCase("Dbc;k;2;99999999999;")]
    public void Data_that_cannot_be_counted_is_skipped_to_the_next_known_command(string header)
    {
        byte[] data = [1, 2, .. Text("Budi"), 3, 4];
        var capture = EvolisCaptureReader.Read(Join(Text("Ss"), Download(header, data), Text("Se"), Text("Xx")));
        var (start, end) = (5 + header.Length, 5 + header.Length + data.Length + 1);
        Assert.That(Pieces(capture).Skip(2), Is.EqualTo((string[])[$"{start}..{end - 1}?", $"{end} Se", $"{end + 4} ?Xx"]));
        Assert.That(capture.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.DataUncountable, 4)]));
    }

    [TestCase("Db;x;2;", 82_296)]
    [TestCase("Db;kk;2;", 82_296)]
    [TestCase("Dbc;y;64;50;", 50)]
    [TestCase("Dbc;k;32;50;", 50)]
    public void Data_that_is_not_known_surely_is_counted_and_not_decoded(string header, int bytes)
    {
        var capture = EvolisCaptureReader.Read(Join(Download(header, new byte[bytes]), Text("Se")));
        Assert.That(capture.Entries[0].Data, Is.EqualTo(new CapturedData(header.Length + 1, bytes, bytes, null)));
        Assert.That(capture.Entries[1].Name, Is.EqualTo("Se"));
        Assert.That(capture.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.DataNotDecoded, 0)]));
    }

    [Test]
    public void A_command_that_the_file_ends_in_is_named()
    {
        var capture = EvolisCaptureReader.Read(Join(Text("Ss"), Text("Pem;18")[..^1]));
        Assert.That(Pieces(capture), Is.EqualTo((string[])["0 Ss", "4..10?"]));
        Assert.That(capture.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.CommandCut, 4)]));
    }

    [Test]
    public void A_download_without_data_is_named()
    {
        var capture = EvolisCaptureReader.Read(Join(Text("Db;k;2"), Text("Se")));
        Assert.That(capture.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.DataUncountable, 0)]));
    }

    [Test]
    public void Bytes_without_a_known_command_are_no_stream()
    {
        Assert.That(EvolisCaptureReader.Read(default).Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.Empty, 0)]));
        Assert.That(EvolisCaptureReader.Read("%PDF-1.7"u8.ToArray()).Troubles,
            Is.EqualTo([new CaptureTrouble(CaptureTroubles.NoStream, 0, Found: 8)]));
        Assert.That(EvolisCaptureReader.Read(Text("Zz")).Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.NoStream, 0, Found: 4)]));
    }

    [Test]
    public void Reading_stops_at_its_limits()
    {
        var many = EvolisCaptureReader.Read(Join([.. Enumerable.Repeat(Text("Ss"), EvolisCaptureReader.MostEntries + 1)]));
        Assert.That(many.Entries, Has.Count.EqualTo(EvolisCaptureReader.MostEntries));
        Assert.That(many.Troubles, Is.EqualTo([new CaptureTrouble(CaptureTroubles.TooMany, 4 * EvolisCaptureReader.MostEntries)]));
    }

    [Test]
    public void Every_command_of_the_driver_is_known()
    {
        var driver = typeof(EvolisCommand).GetFields().Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!).ToList();
        var capture = EvolisCaptureReader.Read(Join([.. driver.Select(EvolisCommand.Frame)]));
        Assert.That(driver, Has.Count.AtLeast(20));
        Assert.That(capture.Entries.Select(entry => entry.Kind), Has.All.EqualTo(CaptureEntryKind.Command));
    }
}
