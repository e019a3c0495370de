using PrintStation.Central.Registry;

namespace PrintStation.Tests.Central;

public sealed class NikTests
{
    [TestCase("5371040501900001", "05-01-1990", false, true)]
    [TestCase("5371044501900001", "05-01-1990", true, true)]
    [TestCase("5371044501900001", "05-01-1990", false, false, TestName = "a woman's day for a man")]
    [TestCase("5371040501900001", "05-01-1990", true, false, TestName = "a man's day for a woman")]
    [TestCase("5371040501900001", "06-01-1990", false, false, TestName = "another birth date")]
    [TestCase("5371040501900000", "05-01-1990", false, false, TestName = "serial 0000")]
    [TestCase("5371000501900001", "05-01-1990", false, false, TestName = "district 00")]
    [TestCase("5399040501900001", "05-01-1990", false, false, TestName = "no such regency")]
    [TestCase("1071040501900001", "05-01-1990", false, false, TestName = "no such province")]
    [TestCase("537104050190000", "05-01-1990", false, false, TestName = "15 digits")]
    [TestCase("53710405019000A1", "05-01-1990", false, false, TestName = "a letter")]
    [TestCase("٥٣٧١٠٤٠٥٠١٩٠٠٠٠١", "05-01-1990", false, false, TestName = "digits of another script")]
    [TestCase("5371043102900001", "31-02-1990", false, false, TestName = "no such day")]
    public void A_nik_names_region_birth_date_sex_and_serial(string nik, string birthDate, bool woman, bool valid) =>
        Assert.That(Nik.IsValid(nik, birthDate, woman, Regions.Official), Is.EqualTo(valid));

    [Test]
    public void The_official_regions_are_carried_in_the_program() => Assert.Multiple(() =>
    {
        Assert.That(Regions.Official.NameOf("53"), Is.EqualTo("NUSA TENGGARA TIMUR"));
        Assert.That(Regions.Official.NameOf("53.71"), Is.EqualTo("KOTA KUPANG"));
        Assert.That(Regions.Official.NameOf("53.71.04"), Is.EqualTo("Oebobo"));
        Assert.That(Regions.Official.Villages.Count(village => village.IsWithin("53.71")), Is.EqualTo(51));
    });
}
