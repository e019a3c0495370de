using System.Text.Json.Nodes;
using PrintStation.Chips;
using PrintStation.Tests.Transports;
using PrintStation.Transports;

namespace PrintStation.Tests.Chips;

[TestFixture]
internal sealed class ChipProfileFileTests
{
    private string _path = "";

    private static IEnumerable<string> AllFiles() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "config", "chips"), "*.json").Select(path => Path.GetFileName(path));

    [SetUp]
    public void Folder() => _path = Path.Combine(Path.GetTempPath(), $"profile-{Guid.NewGuid():N}.json");

    [TearDown]
    public void Remove() => File.Delete(_path);

    [TestCaseSource(nameof(AllFiles))]
    public void A_profile_of_the_repository_loads(string file) =>
        Assert.That(ChipProfileFile.Load(Path.Combine(Repository.Root, "config", "chips", file)).Steps[^1].Action, Is.EqualTo(ChipAction.ReadBack));

    [TestCase("ktp-el-development", null)]
    [TestCase("iso7816-generic", "mutual authentication")]
    public void Only_a_chip_that_proves_itself_is_an_identity_card(string profile, string? why)
    {
        var unfit = ChipProfileFile.Load(Path.Combine(Repository.Root, "config", "chips", profile + ".json")).WhyUnfit();
        Assert.That(unfit, why is null ? Is.Null : Does.Contain(why));
    }

    [TestCase("support", "\"maybe\"", "hardware, emulator, document")]
    [TestCase("control", "7", "an object")]
    [TestCase("files", "[]", "at least one")]
    [TestCase("signatureElement", "\"photos\"", "photo, biodata")]
    [TestCase("bindingElement", "\"none\"", "photo, biodata")]
    [TestCase("steps", "[{\"do\":\"erase\"}]", "select, authenticate, write, bind, lock, read-back")]
    [TestCase("steps", "[{\"do\":\"select\"}]", "each element but the binding, once")]
    [TestCase("key", "\"0011\"", "bindingElement, commands")]
    public void A_wrong_key_is_named_with_file_value_and_what_is_allowed(string key, string value, string allowed)
    {
        var file = Shipped();
        file[key] = JsonNode.Parse(value);
        Refused(file, key, allowed);
    }

    [TestCase("commands", "selectFile", "\"00A4\"", "5 bytes in hex")]
    [TestCase("commands", "lock", "\"00 44 00 00\"", "4 to 261 bytes in hex")]
    [TestCase("commands", "mostWritten", "251", "a whole number from 1 to 250")]
    [TestCase("commands", "selectApplication", "[\"00A4\"]", "command APDUs in hex")]
    [TestCase("control", "stateByte", "16", "a whole number from 0 to 15")]
    [TestCase("session", "mostFailures", "0", "a whole number from 1 to 100")]
    [TestCase("uid", "command", "\"00DF00000\"", "4 to 261 bytes in hex")]
    public void A_wrong_key_in_a_section_is_named(string section, string key, string value, string allowed)
    {
        var file = Shipped();
        file[section]![key] = JsonNode.Parse(value);
        Refused(file, $"{section}.{key}", allowed);
    }

    [Test]
    public void An_order_that_leaves_the_chip_open_is_refused()
    {
        var file = Shipped();
        var steps = file["steps"]!.AsArray();
        (steps[^3]!["do"], steps[^2]!["do"]) = ("lock", "bind");
        Refused(file, "steps", "bind, lock, read-back");
    }

    [TestCase("session", "select, write …, bind, lock, read-back")]
    [TestCase("bindingElement", "select, authenticate, write …, lock, read-back")]
    [TestCase("control", "control and commands.lock, or neither")]
    public void What_a_profile_does_not_describe_it_must_not_do(string missing, string allowed)
    {
        var file = Shipped();
        file.Remove(missing);
        if (missing == "bindingElement")
            file["files"]!.AsArray().RemoveAt(6);
        Refused(file, missing == "control" ? "control" : "steps", allowed);
    }

    [TestCase("select", "create, write …, read-back")]
    [TestCase("lock", "create, write …, read-back")]
    public void A_bare_card_is_created_first(string instead, string allowed)
    {
        var file = JsonNode.Parse(File.ReadAllText(GenericProfile.Path))!.AsObject();
        file["steps"]![0]!["do"] = instead;
        Refused(file, "steps", allowed);
    }

    [Test]
    public void An_element_written_twice_is_refused()
    {
        var file = Shipped();
        file["steps"]![3]!["element"] = "photo";
        Refused(file, "steps", "each element but the binding, once");
    }

    private void Refused(JsonObject file, string key, string allowed)
    {
        File.WriteAllText(_path, file.ToJsonString());
        var trouble = Assert.Throws<DeviceFileException>(() => ChipProfileFile.Load(_path));
        Assert.That(trouble.Message, Does.Contain(_path).And.Contain(key).And.Contain(allowed));
    }

    private static JsonObject Shipped() => JsonNode.Parse(File.ReadAllText(DevelopmentProfile.Path))!.AsObject();
}
