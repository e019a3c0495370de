using PrintStation.Transports;

namespace PrintStation.Chips;

/// <summary>Loads a <see cref="ChipProfile"/> from its JSON file and checks every key.</summary>
internal static class ChipProfileFile
{
    private const int LongestShortApdu = 261;

    /// <summary>READ and UPDATE BINARY take offsets of 15 bits.</summary>
    private const int LargestFile = 32_768;

    private static readonly Dictionary<string, ChipAction> Actions = new()
    {
        ["create"] = ChipAction.Create,
        ["select"] = ChipAction.Select,
        ["authenticate"] = ChipAction.Authenticate,
        ["write"] = ChipAction.Write,
        ["bind"] = ChipAction.Bind,
        ["lock"] = ChipAction.Lock,
        ["read-back"] = ChipAction.ReadBack,
    };

    /// <exception cref="DeviceFileException">Names every wrong key: file, key, value, what is allowed.</exception>
    public static ChipProfile Load(string path)
    {
        var file = DeviceFile.Read(path);
        var root = file.Root;
        var uid = root.Section("uid");
        var commands = root.Section("commands");
        var profile = new ChipProfile(
            root.Text("name"),
            root.Text("support", "hardware", "emulator", "document"),
            uid.Hex("command", 4, LongestShortApdu),
            uid.Number("bytes", 4, 10),
            commands.Has("create") ? Apdus(commands, "create") : [],
            Apdus(commands, "selectApplication"),
            commands.Hex("selectFile", 5, 5),
            commands.Hex("read", 2, 2),
            commands.Hex("update", 2, 2),
            commands.Has("lock") ? commands.Hex("lock", 4, LongestShortApdu) : null,
            commands.Number("mostRead", 1, 250),
            commands.Number("mostWritten", 1, 250),
            root.Has("control") ? Control(root.Section("control")) : null,
            root.Has("session") ? Session(root.Section("session")) : null,
            [.. root.Sections("files").Select(File)],
            root.Text("signatureElement"),
            root.Has("bindingElement") ? root.Text("bindingElement") : null,
            [.. root.Sections("steps").Select(Step)]);
        uid.NothingElse();
        commands.NothingElse();
        root.NothingElse();
        file.ThrowIfWrong();
        CheckElements(profile, root);
        CheckOrder(profile, root);
        file.ThrowIfWrong();
        return profile;
    }

    private static byte[][] Apdus(DeviceSection commands, string key) =>
        [.. commands.Texts(key, IsApdu, "command APDUs in hex").Select(Convert.FromHexString)];

    private static ChipControl Control(DeviceSection section)
    {
        var bytes = section.Number("bytes", 1, 250);
        var control = new ChipControl(
            section.Hex("file", 2, 2), bytes, section.Number("stateByte", 0, bytes - 1), section.Hex("blank", 1, 1)[0],
            section.Hex("locked", 1, 1)[0]);
        section.NothingElse();
        return control;
    }

    private static ChipSessionFacts Session(DeviceSection section)
    {
        var session = new ChipSessionFacts(
            section.Hex("challenge", 4, LongestShortApdu),
            section.Number("challengeBytes", 4, 64),
            section.Number("uidBytes", 4, 16),
            section.Number("cryptogramBytes", 8, 240),
            section.Hex("samStart", 4, 4),
            section.Hex("cardAuthenticate", 4, 4),
            section.Hex("samFinish", 4, 4),
            section.Hex("samWrap", 4, 4),
            section.Hex("samUnwrap", 4, 4),
            section.Number("mostFailures", 1, 100));
        section.NothingElse();
        return session;
    }

    private static ChipFile File(DeviceSection section)
    {
        var file = new ChipFile(
            section.Text("element"), section.Hex("file", 2, 2), section.Number("bytes", ChipProfile.PrefixBytes + 1, LargestFile));
        section.NothingElse();
        return file;
    }

    private static ChipStep Step(DeviceSection section)
    {
        var word = section.Text("do", [.. Actions.Keys]);
        var action = Actions.GetValueOrDefault(word);
        var step = new ChipStep(action, action == ChipAction.Write ? section.Text("element") : null);
        section.NothingElse();
        return step;
    }

    private static void CheckElements(ChipProfile profile, DeviceSection root)
    {
        var elements = profile.Files.Select(file => file.Element).ToList();
        var names = string.Join(", ", elements);
        if (elements.Distinct().Count() != elements.Count || elements.Count == 0)
            root.Mistake("files", names, "at least one, each element once");

        foreach (var (key, element) in new[] { ("signatureElement", profile.SignatureElement), ("bindingElement", profile.BindingElement) })
        {
            if (element is not null && !elements.Contains(element))
                root.Mistake(key, element, names);
        }

        var written = profile.Steps.Where(step => step.Action == ChipAction.Write).Select(step => step.Element!).Order().ToList();
        var expected = elements.Where(element => element != profile.BindingElement).Order();
        if (!written.SequenceEqual(expected))
            root.Mistake("steps", $"write {string.Join(", ", written)}", "each element but the binding, once");
    }

    /// <summary>Any other order would write outside the session, bind a signature that is not there, or leave the chip open. What the
    /// profile describes it must also do, and nothing else.</summary>
    private static void CheckOrder(ChipProfile profile, DeviceSection root)
    {
        if (profile.Lock is null != profile.Control is null)
            root.Mistake("control", "a lock that no file tells of, or a file that tells of none", "control and commands.lock, or neither");

        var order = profile.Steps.Select(step => step.Action).ToList();
        ChipAction[] allowed =
        [
            profile.Create.Count > 0 ? ChipAction.Create : ChipAction.Select,
            .. If(profile.Session is not null, ChipAction.Authenticate),
            .. order.Where(action => action == ChipAction.Write),
            .. If(profile.BindingElement is not null, ChipAction.Bind),
            .. If(profile.Lock is not null, ChipAction.Lock),
            ChipAction.ReadBack,
        ];
        if (!order.SequenceEqual(allowed))
        {
            var words = allowed.Distinct().Select(action => Actions.Single(pair => pair.Value == action).Key);
            root.Mistake("steps", string.Join(", ", order), string.Join(", ", words).Replace("write", "write …", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<ChipAction> If(bool given, ChipAction action) => given ? [action] : [];

    private static bool IsApdu(string text) =>
        text.Length is >= 8 and <= 2 * LongestShortApdu && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);
}
