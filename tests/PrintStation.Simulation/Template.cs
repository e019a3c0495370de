using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrintStation.Central.Keys;
using PrintStation.Central.Registry;
using PrintStation.Central.Seeding;
using PrintStation.Central.Storage;
using PrintStation.Contracts;
using PrintStation.Emulators.World;
using PrintStation.Storage;

namespace PrintStation.Simulation;

/// <summary>What every simulated day begins with: a centre with invented citizens in its queue, an enrolled station, a box of blanks. Made once
/// per process; each day gets a copy.</summary>
internal sealed class Template
{
    public const string Office = "5371";
    public const string Station = "station-5371-1";
    public const string SecondStation = "station-5371-2";
    public const string Delivery = "BAST/471/11/2026";

    /// <summary>Another box for the office: it stands with the second station.</summary>
    public const string BoxElsewhere = "BAST/472/11/2026";
    public const int BlanksElsewhere = 20;

    /// <summary>A ninth of the dots of a card: faces are compared here, not looked at.</summary>
    public static readonly Raster Raster = new(216, 339);

    private Template(string directory, int cards, IReadOnlyList<BlankList> boxes)
    {
        (Directory, Cards, Boxes) = (directory, cards, boxes);
        Client = X509Certificate2.CreateFromPemFile(Instance("tls/station.pem"), Instance("tls/station.key"));
        SecondClient = X509Certificate2.CreateFromPemFile(
            Path.Combine(directory, "second", "tls/station.pem"), Path.Combine(directory, "second", "tls/station.key"));
    }

    public string Directory { get; }

    public int Cards { get; }

    /// <summary>Announced to the office, in this order.</summary>
    public IReadOnlyList<BlankList> Boxes { get; }

    public X509Certificate2 Client { get; }

    /// <summary>Of another station of the same office.</summary>
    public X509Certificate2 SecondClient { get; }

    public string CentralDirectory => Path.Combine(Directory, "central");

    public string Instance(string name) => Path.Combine(Directory, "instance", name);

    public static async Task<Template> MakeAsync(string directory, string config, int cards, IReadOnlyList<BlankList> boxes, TimeProvider time)
    {
        var centre = Central.Keys.CentralDirectory.Create(Path.Combine(directory, "central"), Office, null, time);
        using (var books = centre.OpenBooks())
        {
            await centre.AddStationAsync(books, Station, Office, Path.Combine(directory, "instance"), CancellationToken.None);
            await DeriveEnvelopeKeyAsync(books, Path.Combine(directory, "instance"));
            await centre.AddStationAsync(books, SecondStation, Office, Path.Combine(directory, "second"), CancellationToken.None);
            using var signer = centre.OpenChipSigner();
            var seeder = new Seeder(books, signer, time);
            foreach (var box in boxes)
                if ((await seeder.AnnounceAsync(Office, box, CancellationToken.None)).Refusal is { } refusal)
                    throw new InvalidOperationException(refusal.Detail);
            var seeded = await seeder.RecordAsync(Office, cards, seed: 1, bad: false, CancellationToken.None);
            if (seeded.PrintReady != cards)
                throw new InvalidOperationException($"Only {seeded.PrintReady} of {cards} citizens became jobs.");
            await ShrinkPhotosAsync(books);
        }

        var template = new Template(directory, cards, boxes);
        var model = JsonNode.Parse(File.ReadAllText(Path.Combine(config, "printers/evolis/primacy2.json")))!;
        (model["dotsAcross"], model["dotsAlong"]) = (Raster.Across, Raster.Along);
        File.WriteAllText(template.Instance("model.json"), model.ToJsonString());
        StationDatabase.Open(template.Instance("data")).Dispose();
        return template;
    }

    /// <summary>Books without a line, of the present version.</summary>
    public void PutDatabase(string path)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Path.Combine(Instance("data"), "station.db"), path);
    }

    /// <summary>The station recognises a citizen by a digest under a key that follows from this one: with a key by chance, citizens would stand
    /// in another order in its books in each run, and a seed would not replay to the byte.</summary>
    private static Task DeriveEnvelopeKeyAsync(Database books, string instance)
    {
        using var key = ECDiffieHellman.Create(
            new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = SHA256.HashData("a simulated station"u8) });
        File.WriteAllText(Path.Combine(instance, "keys/envelope.pem"), key.ExportPkcs8PrivateKeyPem());
        var publicKey = key.ExportSubjectPublicKeyInfoPem();
        return books.WriteAsync<Done>(
            async session =>
            {
                await session.ExecuteAsync("UPDATE station SET envelope_key = @publicKey WHERE station_id = @Station", new { publicKey, Station });
                return new Done("derived");
            },
            CancellationToken.None);
    }

    /// <summary>The face gets the chip's small photo: each photo is sealed, opened, decoded and scaled several times a day, and no
    /// promise depends on its size.</summary>
    private static async Task ShrinkPhotosAsync(Database books)
    {
        foreach (var (recordingId, document) in await books.ReadAsync(
            session => session.QueryAsync<(string, string)>("SELECT recording_id, document FROM recording"), CancellationToken.None))
        {
            var person = JsonSerializer.Deserialize<RecordedPerson>(document, WireJson.Options)!;
            var smaller = JsonSerializer.Serialize(person with { PhotoJpeg = person.Chip[ChipElements.Photo] }, WireJson.Options);
            await books.WriteAsync<Done>(
                async session =>
                {
                    await session.ExecuteAsync("UPDATE recording SET document = @smaller WHERE recording_id = @recordingId", new { smaller, recordingId });
                    return new Done("smaller");
                },
                CancellationToken.None);
        }
    }

    /// <summary>The station's configuration; data and head file lie in the directory given.</summary>
    public StationOptions Options(string directory, string config, int printers, OfflineMode offline, int fetchAhead) => new()
    {
        Directory = directory,
        Station = new IdentityOptions { Id = Station, Office = Office },
        Central = new CentralAccessOptions
        {
            Url = "https://centre", CertificateAuthority = Instance("tls/ca.pem"), ClientCertificate = Instance("tls/station.pem"),
            ClientKey = Instance("tls/station.key"), EnvelopeKey = Instance("keys/envelope.pem"),
            IssuingKey = Instance("keys/issuing.pub.pem"), ChipSigningCertificate = Instance("keys/chip-signing.pem"),
            FetchAhead = fetchAhead, Offline = offline,
        },
        Chips = new ChipOptions
        {
            Profile = Path.Combine(config, "chips/ktp-el-development.json"), Sam = $"pn532+tcp://office:{SimulatedOffice.SamPort}",
            Desk = $"pn532+tcp://office:{SimulatedOffice.DeskPort}",
        },
        Cards = new CardOptions { Layouts = Path.Combine(config, "cards"), BlankVersions = ["2019"] },
        Printers = [.. Enumerable.Range(1, printers).Select(number => new PrinterOptions
        {
            Name = $"printer-{number}", Model = Instance("model.json"),
            Address = $"tcp://office:{SimulatedOffice.PrinterPort + number}", Reader = $"pn532+tcp://office:{SimulatedOffice.ReaderPort + number}",
        })],
    };

    /// <summary>A box with blanks of both kinds of chip.</summary>
    public static BlankList Box(string documentNumber, int count, int seed) => new(documentNumber, Seeder.BlankVersion, DrawBlanks(count, seed));

    private static IReadOnlyList<string> DrawBlanks(int count, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[8];
        var uids = new List<string>();
        while (uids.Count < count)
        {
            random.NextBytes(bytes);
            uids.Add(random.Next(2) == 0 ? $"04{Convert.ToHexString(bytes, 0, 6)}" : Convert.ToHexString(bytes));
        }

        return uids;
    }
}
