namespace PrintStation.Tests;

/// <summary>What may hold a citizen's number, and what only has many digits.</summary>
internal sealed class SixteenDigitsTests
{
    [TestCase("5371014107900003", "••••")]
    [TestCase("NIK 1234567890123456 mistyped", "NIK •••• mistyped")]
    [TestCase("197505012000031001", "••••")]
    [TestCase("ibu Maria, 5371 0141 0790 0003, rusak", "ibu Maria, ••••, rusak")]
    [TestCase("53.7101.410790.0003", "••••")]
    [TestCase("537101-410790-0003", "••••")]
    [TestCase("53/71/01/41/07/90/0003", "••••")]
    [TestCase("5371–0141–0790–0003", "••••")]
    [TestCase("5371\u00A00141\t0790  0003", "••••")]
    [TestCase("No. 7 5371 0141 0790 0003/2026", "No. 7 ••••/2026")]
    public void A_citizens_number_is_found_in_a_row_and_in_parts(string text, string hidden) =>
        Assert.That((SixteenDigits.StandIn(text), SixteenDigits.Hide(text)), Is.EqualTo((true, hidden)));

    [TestCase("")]
    [TestCase("BAST/471/11/2026")]
    [TestCase("BA/470.13/11176/SJ/2026")]
    [TestCase("470.13/11176/11/2026", Description = "sixteen digits of a paper, and no month among them")]
    [TestCase("471/12/2026-11-28 09")]
    [TestCase("2026-11-28 14:30")]
    [TestCase("0812-3456-7890")]
    [TestCase("0812-3456-7890 0813-2345-6789")]
    [TestCase("J-0000123-1 04112233445566")]
    [TestCase("5371 0141 0790 003")]
    [TestCase("53710, 141079, 00003")]
    public void Papers_dates_telephones_runs_and_chips_stay_as_they_are(string text) =>
        Assert.That((SixteenDigits.StandIn(text), SixteenDigits.Hide(text)), Is.EqualTo((false, text)));
}
