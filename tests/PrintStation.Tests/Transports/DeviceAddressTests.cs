using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

[TestFixture]
internal sealed class DeviceAddressTests
{
    [TestCase("serial:///dev/ttyUSB0", "/dev/ttyUSB0", 115_200)]
    [TestCase("serial://COM3?baud=9600", "COM3", 9600)]
    [TestCase("serial:///dev/ttyS1?baud=19200&handshake=rts", "/dev/ttyS1", 19_200)]
    public void A_serial_address_names_port_and_rate(string address, string port, int baud)
    {
        var parsed = SerialAddress.Parse(address);
        Assert.That((parsed.Port, parsed.Baud), Is.EqualTo((port, baud)));
    }

    [TestCase("serial://", "the port is missing")]
    [TestCase("serial:///dev/ttyUSB0?baud=14400", "baud=14400 is not known")]
    [TestCase("serial:///dev/ttyUSB0?baud=0", "baud=0 is not known")]
    [TestCase("serial:///dev/ttyUSB0?baud=", "baud= is not known")]
    [TestCase("serial:///dev/ttyUSB0?parity=even", "parity=even is not known")]
    [TestCase("serial:///dev/ttyUSB0?handshake=xonxoff", "would swallow bytes of the panels")]
    [TestCase("usb://lp0", "the path does not begin with /")]
    public void A_bad_address_is_named_with_what_is_allowed(string address, string why)
    {
        var trouble = Assert.Throws<FormatException>(() => IByteTransport.Open(address, TimeSpan.FromSeconds(1), TimeProvider.System));
        Assert.That(trouble.Message, Does.Contain($"\"{address}\"").And.Contain(why).And.Contain("allowed: "));
    }
}
