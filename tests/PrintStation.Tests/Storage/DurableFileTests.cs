using PrintStation.Storage;

namespace PrintStation.Tests.Storage;

internal sealed class DurableFileTests
{
    [Test]
    public void A_file_that_does_not_fit_leaves_the_one_before_it_and_nothing_half_written()
    {
        using var disk = SmallDisk.Mount(megabytes: 1);
        var path = Path.Combine(disk.Path, "station.json");
        DurableFile.WriteAllText(path, "whole");
        disk.Fill();
        Assert.That(() => DurableFile.WriteAllText(path, new string('x', 100_000)), Throws.InstanceOf<IOException>());
        Assert.That(File.ReadAllText(path), Is.EqualTo("whole"));
        Assert.That(Directory.GetFiles(disk.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "ballast", "station.json" }));
    }

    [Test]
    public void What_an_interrupted_try_left_is_begun_anew()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "station.json");
        File.WriteAllText(DurableFile.DraftOf(path), "half of somethi");
        DurableFile.WriteAllText(path, "new");
        Assert.That(Directory.GetFiles(directory.Path).Select(File.ReadAllText), Is.EqualTo(new[] { "new" }));
    }
}
