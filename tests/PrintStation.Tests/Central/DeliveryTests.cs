using System.Text.Json;
using PrintStation.Central.Blanks;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

public sealed class DeliveryTests(Engine engine) : CentralContractTests(engine)
{
    private string deliveryId = null!;
    private string[] uids = null!;

    [SetUp]
    public async Task AnnounceAsync()
    {
        deliveryId = "delivery-" + Office;
        uids = [TestPeople.NewUid(), TestPeople.NewUid()];
        var announced = await Central.WriteAsync(session => DeliveryBook.AnnounceAsync(session, deliveryId, Office, "BAST/1/2024", "2019", uids));
        Assert.That(announced.Refusal, Is.Null);
    }

    [Test]
    public async Task A_delivery_names_its_document_and_every_uid()
    {
        var delivery = (await Station.GetAsync<DeliveriesResponse>("/v1/deliveries")).Expect200().Deliveries.Single();
        Assert.Multiple(() =>
        {
            Assert.That((delivery.DeliveryId, delivery.DocumentNumber, delivery.BlankVersion), Is.EqualTo((deliveryId, "BAST/1/2024", "2019")));
            Assert.That((delivery.Quantity, delivery.Confirmed), Is.EqualTo((2, false)));
            Assert.That(delivery.Uids, Is.EquivalentTo(uids));
        });
    }

    [Test]
    public async Task A_heartbeat_names_the_deliveries_of_the_office_and_who_has_them()
    {
        Assert.That((await Station.BeatAsync()).Expect200().Deliveries, Is.EqualTo([new DeliveryMark(deliveryId, null)]));
        (await ConfirmAsync(2, null)).Expect200();
        Assert.That((await Station.BeatAsync()).Expect200().Deliveries, Is.EqualTo([new DeliveryMark(deliveryId, Station.StationId)]));
    }

    [Test]
    public async Task A_confirmation_is_repeatable_and_cannot_be_changed()
    {
        (await ConfirmAsync(2, null)).Expect200();
        (await ConfirmAsync(2, null)).Expect200();
        var other = await ConfirmAsync(1, "one missing");
        Assert.That((other.Status, other.Code), Is.EqualTo((422, "confirmation-differs")));
        Assert.That((await Station.GetAsync<DeliveriesResponse>("/v1/deliveries")).Expect200().Deliveries.Single().Confirmed, Is.True);
    }

    [Test]
    public async Task A_difference_needs_a_reason()
    {
        Assert.That((await ConfirmAsync(1, null)).Code, Is.EqualTo("request-invalid"));
        (await ConfirmAsync(1, "one missing")).Expect200();
    }

    [Test]
    public async Task Who_counted_beside_the_receiver_is_kept_and_shown()
    {
        (await ConfirmAsync(1, "one missing", "budi")).Expect200();
        (await ConfirmAsync(1, "one missing", "budi")).Expect200();
        Assert.That((await ConfirmAsync(1, "one missing")).Code, Is.EqualTo("confirmation-differs"));
        using var export = JsonDocument.Parse(await Central.Books.ReadAsync(PrintStation.Central.Cli.CentralExport.WriteAsync, CancellationToken.None));
        var shown = export.RootElement.GetProperty("deliveries").EnumerateArray().Single(one => one.GetProperty("deliveryId").GetString() == deliveryId);
        Assert.That(new[] { "receivedBy", "second", "reason" }.Select(name => shown.GetProperty(name).GetString()),
            Is.EqualTo(new[] { "petugas-1", "budi", "one missing" }));
    }

    /// <summary>The words of a station that knows nothing of a second person: what it sent once it sends again.</summary>
    [Test]
    public async Task A_confirmation_without_a_second_person_is_kept_to_the_letter()
    {
        (await ConfirmAsync(2, null)).Expect200();
        Assert.That(await Central.ValueAsync<string>("SELECT confirmation FROM delivery WHERE delivery_id = @deliveryId", new { deliveryId }),
            Is.EqualTo("""{"counted":2,"reason":null,"receivedBy":"petugas-1","receivedAt":"1970-01-01T00:00:00+00:00"}"""));
    }

    [TestCase("petugas-1")]
    [TestCase("")]
    public async Task A_second_person_is_another_one(string second) =>
        Assert.That((await ConfirmAsync(1, "one missing", second)).Code, Is.EqualTo("request-invalid"));

    [TestCase(-1)]
    [TestCase(100_001)]
    public async Task A_count_outside_its_limits_is_refused(int counted) =>
        Assert.That((await ConfirmAsync(counted, "?")).Code, Is.EqualTo("request-invalid"));

    [Test]
    public async Task Another_offices_delivery_does_not_exist_for_the_station()
    {
        using var other = await Central.EnrollAsync(Central.NewOffice());
        Assert.That((await other.GetAsync<DeliveriesResponse>("/v1/deliveries")).Expect200().Deliveries, Is.Empty);
        var reply = await other.PostAsync<Acknowledgement>(
            $"/v1/deliveries/{deliveryId}/confirmation", new DeliveryConfirmation(2, null, "petugas-1", DateTimeOffset.UnixEpoch));
        Assert.That((reply.Status, reply.Code), Is.EqualTo((404, "unknown-delivery")));
    }

    [Test]
    public async Task A_uid_is_delivered_once()
    {
        var again = await Central.WriteAsync(session => DeliveryBook.AnnounceAsync(session, deliveryId + "-2", Office, "BAST/2", "2019", [uids[0]]));
        Assert.That(again.Refusal!.Code, Is.EqualTo("blank-known"));
    }

    [Test]
    public async Task A_blank_of_another_office_cannot_be_issued()
    {
        var office = Central.NewOffice();
        using var other = await Central.EnrollAsync(office);
        await Central.NewJobAsync(office);
        var reply = await (await other.HoldAsync()).ReportAsync("run-" + office, 1, OutcomeStatus.Issued, uids[0]);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((409, "chip-of-another-office")));
    }

    private Task<Reply<Acknowledgement>> ConfirmAsync(int counted, string? reason, string? second = null) => Station.PostAsync<Acknowledgement>(
        $"/v1/deliveries/{deliveryId}/confirmation", new DeliveryConfirmation(counted, reason, "petugas-1", DateTimeOffset.UnixEpoch, second));
}
