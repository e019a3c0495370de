using System.Text;

namespace PrintStation.EndToEnd.Tracing;

[TestFixture]
internal sealed class SystemCallTests
{
    [Test]
    public void A_write_has_its_file_its_bytes_and_its_times()
    {
        var call = SystemCall.Parse(
            """1764000000.000100 pwrite64(87</tmp/a b/data/station.db-wal>, "7\177\6\202\0\n\"x\\", 9, 32) = 9 <0.000025>""")!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((call.Name, call.Target, call.Result), Is.EqualTo(("pwrite64", "/tmp/a b/data/station.db-wal", (long?)9)));
            Assert.That((call.At, call.End), Is.EqualTo((1764000000.000100m, 1764000000.000125m)));
            Assert.That(call.Data, Is.EqualTo(new byte[] { (byte)'7', 0x7F, 6, 0x82, 0, 0x0A, (byte)'"', (byte)'x', (byte)'\\' }));
            Assert.That(call.PeerPort, Is.Null);
        }
    }

    [TestCase("TCP:[127.0.0.1:40000->127.0.0.1:20001]")]
    [TestCase("TCPv6:[[::ffff:127.0.0.1]:40000->[::ffff:127.0.0.1]:20001]")]
    public void A_message_is_told_by_the_port_of_the_other_side(string connection)
    {
        var call = SystemCall.Parse(
            $$"""1764000000.5 sendmsg(120<{{connection}}>, {msg_name=NULL, msg_iov=[{iov_base="\33Sic\r", iov_len=5}], msg_iovlen=1}, MSG_NOSIGNAL) = 5 <0.000030>""")!;

        Assert.That(call.PeerPort, Is.EqualTo(20001));
        Assert.That(Encoding.ASCII.GetString(call.Data), Is.EqualTo("\u001BSic\r"));
    }

    [Test]
    public void A_long_string_is_cut_by_strace_and_taken_as_far_as_it_goes()
    {
        var call = SystemCall.Parse("""1764000000.5 sendto(9<TCP:[1.1.1.1:1->1.1.1.1:2]>, "\33Db;y;64;\0\0"..., 500000, 0, NULL, 0) = 4096 <0.1>""")!;

        Assert.That((call.Result, call.Data.Length), Is.EqualTo(((long?)4096, 11)));
    }

    [TestCase("1764000000.5 fdatasync(87</d/station.db-wal>) = 0 <0.002>", 0)]
    [TestCase("1764000000.5 fdatasync(87</d/station.db-wal>) = -1 EIO (Input/output error) <0.002>", -1)]
    public void A_sync_has_its_result(string line, int result)
    {
        var call = SystemCall.Parse(line)!;

        Assert.That((call.Name, call.Target, call.Result, call.Took), Is.EqualTo(("fdatasync", "/d/station.db-wal", (long?)result, 0.002m)));
    }

    [Test]
    public void A_call_that_never_returned_has_no_result() =>
        Assert.That(SystemCall.Parse("1764000000.5 fdatasync(87</d/station.db-wal>) = ?")!.Result, Is.Null);

    [TestCase("1764000000.5 --- SIGSEGV {si_signo=SIGSEGV} ---")]
    [TestCase("1764000000.5 +++ killed by SIGKILL +++")]
    [TestCase("")]
    public void What_is_no_call_is_left_out(string line) => Assert.That(SystemCall.Parse(line), Is.Null);
}
