using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PrintStation.Cards;
using PrintStation.Chips;
using PrintStation.Chips.Pcsc;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;
using PrintStation.Printers;
using PrintStation.Reports;
using PrintStation.Security;
using PrintStation.Storage;
using PrintStation.Transports;
using PrintStation.Web;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace PrintStation;

/// <summary>Puts the station together: the one place where every part is made and given what it needs.</summary>
internal static class StationHost
{
    /// <summary>What a person says is short.</summary>
    private const int LongestRequestBytes = 64 * 1024;

    /// <summary>Longer than the longest print: a card is brought to a resting state before the process ends.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(6);

    /// <exception cref="ConfigurationException">A key, its value and what is allowed.</exception>
    /// <exception cref="StationDatabaseException">The database cannot be used.</exception>
    public static WebApplication Build(StationOptions options, StationSurroundings surroundings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = options.Directory });
        builder.Services.AddSystemd();
        builder.Services.AddWindowsService(service => service.ServiceName = "PrintStation");
        builder.Services.AddSerilog(Logger(options), dispose: true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            foreach (var converter in WireJson.Options.Converters)
                json.SerializerOptions.Converters.Add(converter);
        });
        // Opened first: only the process that holds the database may take over the socket.
        AddDatabase(builder.Services, options);
        ListenOnSocket(builder, options);
        AddStation(builder.Services, options, surroundings);
        var station = builder.Build();
        station.Services.GetRequiredService<UserBook>().CompareTrail();
        LocalApi.Map(station);
        OpenSocketToGroup(station, options);
        return station;
    }

    /// <exception cref="StationDatabaseException">It cannot be used; nothing was changed.</exception>
    public static void AddDatabase(IServiceCollection services, StationOptions options)
    {
        var place = DatabasePlace.Of(options);
        var database = StationDatabase.Open(options.DataDirectory, connection => DatabaseInspection.RequireSound(connection, place));
        services.AddSingleton(_ => database).AddSingleton(place.HeadFile);
    }

    /// <summary>The whole station but its database, its log and its socket.</summary>
    /// <exception cref="ConfigurationException">A file that the configuration names is missing or wrong.</exception>
    public static void AddStation(IServiceCollection services, StationOptions options, StationSurroundings surroundings)
    {
        var clock = surroundings.Clock;
        var tap = new WireTap(address => (NameOf(options, address), options.Printers.All(printer => printer.Address != address)), clock);
        surroundings = surroundings with { OpenLine = tap.On(surroundings.OpenLine) };
        var models = options.Printers.ToDictionary(printer => printer.Name, printer => LoadModel(printer, options));
        var profile = Load(options.Chips.Profile, ChipProfileFile.Load, options);
        if (profile.WhyUnfit() is { } why)
            throw new ConfigurationException($"Chips.Profile: {profile.Name} cannot make identity cards: {why}.");
        if (options.Chips.Sam.Length == 0)
            throw new ConfigurationException(
                $"Chips.Sam = \"\" is not allowed: the profile {profile.Name} needs a SAM; allowed: {SmartCardReaders.Allowed}.");
        var layouts = Load(options.Cards.Layouts, CardLayout.LoadDirectory, options);
        services.AddSingleton(options).AddSingleton(surroundings).AddSingleton(tap).AddSingleton(clock).AddSingleton(surroundings.Random);
        services.AddSingleton(layouts).AddSingleton(profile).AddSingleton<CardRenderer>().AddSingleton(GeometryOf(models.Values));
        services.AddSingleton(_ => StationKeys.Load(options));
        services.AddSingleton(new AuditHeadFile(options.Resolve(options.Station.AuditHead))).AddSingleton<AuditTrail>().AddSingleton<UserStore>()
            .AddSingleton(_ => PasswordRules.Hasher()).AddSingleton<UserBook>().AddSingleton(MakeDoorkeeper);
        services.AddSingleton<OldCardTeller>().AddSingleton<LoanTeller>().AddSingleton(provider => new BlankLedger(clock, options.OfficeTime)
        {
            Booked = (transaction, entry) =>
            {
                provider.GetRequiredService<OldCardTeller>().Tell(transaction, entry);
                provider.GetRequiredService<LoanTeller>().Tell(transaction, entry);
            },
        });
        services.AddSingleton<ReportOutbox>().AddSingleton<CardFacts>().AddSingleton<PrinterMeter>().AddSingleton(MakeGate).AddSingleton<RunBook>()
            .AddSingleton<ReaderProofs>().AddSingleton<PrintNow>();
        services.AddSingleton<CardPreparation>().AddSingleton<CardQueue>().AddSingleton<CentralLink>().AddSingleton<StationDesk>()
            .AddSingleton<CardDossier>();
        services.AddSingleton(MakeLostBooks).AddSingleton(provider => new DeskReader(
            options.Chips.Desk.Length == 0 ? null : Encoder(provider, options.Chips.Desk, profile),
            provider.GetRequiredService<AuditTrail>()));
        services.AddSingleton(MakeStock).AddSingleton(MakeCentral);
        services.AddSingleton(provider => new SharedSam(
            Reader(provider, options.Chips.Sam),
            new FailedAuthentications(Path.Combine(options.DataDirectory, "sam-failures.json")), clock));
        services.AddSingleton(new OfficeCalendar(clock, options.OfficeTime)).AddSingleton<BlankActs>().AddSingleton<Reversals>()
            .AddSingleton<StockTakes>().AddSingleton<DestructionBox>().AddSingleton<Destructions>().AddSingleton<BoxLosses>().AddSingleton<OldCards>().AddSingleton<CardBoxes>()
            .AddSingleton<MonthBook>().AddSingleton<LedgerProof>().AddSingleton<AuditProof>().AddSingleton<BlankReports>().AddSingleton<OldCardReport>()
            .AddSingleton<QueueBook>().AddSingleton(OfficeHours.Of(options)).AddSingleton<Interruptions>().AddSingleton<Forecast>()
            .AddSingleton<Minutes>().AddSingleton(MakeTrail).AddSingleton<DayBook>().AddSingleton<DiscrepancyCheck>().AddSingleton<DayReport>();
        services.AddSingleton(provider => BatchesOf(provider.GetRequiredService<StationDatabase>(), provider.GetRequiredService<OfficeCalendar>(),
            provider.GetRequiredService<CardFacts>()));
        services.AddSingleton(provider => HandOversOf(provider.GetRequiredService<StationDatabase>(), provider.GetRequiredService<OfficeCalendar>(),
            surroundings.Clock, provider.GetRequiredService<CardFacts>()));
        services.AddSingleton<SupplyBook>().AddSingleton<RibbonWatch>().AddSingleton<SupplyState>().AddSingleton<SupplyOutlook>()
            .AddSingleton<SupplyReports>();
        services.AddSingleton(MakeHeld);
        services.AddSingleton<IReadOnlyList<PrinterLane>>(provider =>
            [.. options.Printers.Select(printer => MakeLane(provider, printer, models[printer.Name], profile))]);
        services.AddSingleton<StationService>();
        services.AddHostedService(provider => provider.GetRequiredService<StationService>());
    }

    private static PrinterLane MakeLane(
        IServiceProvider provider, PrinterOptions printer, PrinterModel model, ChipProfile profile)
    {
        var surroundings = provider.GetRequiredService<StationSurroundings>();
        var options = provider.GetRequiredService<StationOptions>();
        var loggers = provider.GetRequiredService<ILoggerFactory>();
        var pace = provider.GetRequiredService<PrinterMeter>().Of(printer.Name);
        var machine = ActivatorUtilities.CreateInstance<Machine>(provider, printer.Name,
            new WatchedPrinter(printer.Name, CardPrinters.Open(printer.Name, model, printer.Address, surroundings.OpenLine, surroundings.Clock, loggers),
                provider.GetRequiredService<RibbonWatch>(), pace),
            Encoder(provider, printer.Reader, profile));
        var runner = ActivatorUtilities.CreateInstance<CardRunner>(provider, machine);
        return ActivatorUtilities.CreateInstance<PrinterLane>(provider, machine, runner, options.Central.Offline, options.VersionAt(printer), pace);
    }

    private static StationGate MakeGate(IServiceProvider provider)
    {
        var gate = ActivatorUtilities.CreateInstance<StationGate>(provider);
        gate.Stopped = provider.GetRequiredService<PrinterMeter>().Paused;
        return gate;
    }

    private static HeldCards MakeHeld(IServiceProvider provider)
    {
        var preparation = provider.GetRequiredService<CardPreparation>();
        var book = provider.GetRequiredService<RunBook>();
        return new HeldCards(provider.GetRequiredService<StationDatabase>(), book, provider.GetRequiredService<BlankLedger>(),
            provider.GetRequiredService<BlankStock>(), provider.GetRequiredService<ReportOutbox>(),
            run => book.FindJob(run.JobId) is { } job && book.EnvelopeOf(run.JobId) is { } envelope ? preparation.Prepare(job, run, envelope).Card : null,
            provider.GetRequiredService<DeskReader>(), provider.GetRequiredService<CardFacts>(), provider.GetRequiredService<TimeProvider>());
    }

    /// <summary>Each card that leaves is told to the centre.</summary>
    public static CardBatches BatchesOf(StationDatabase database, OfficeCalendar calendar, CardFacts facts) => new(database, calendar,
        (transaction, batch, card) => facts.Tell(transaction, card.RunId, card.Uid,
            new ShipmentReport(card.JobId, batch.Number, batch.Document!, batch.Carrier!, batch.ShippedBy!, batch.ShippedAt!.Value)));

    /// <summary>Each card that its citizen has is told to the centre.</summary>
    public static HandOvers HandOversOf(StationDatabase database, OfficeCalendar calendar, TimeProvider clock, CardFacts facts) => new(
        database, calendar, clock, (transaction, given) => facts.Tell(transaction, given.RunId, given.Uid,
            new HandOverReport(given.JobId, FingerprintChecked: true, given.Person, given.At)));

    /// <summary>Each delivery that was counted is told to the centre, with both persons where there were two.</summary>
    public static Action<StationTransaction, Delivery, int, string?, string> ConfirmationTo(ReportOutbox outbox, TimeProvider clock) =>
        (transaction, delivery, counted, reason, person) => outbox.AddConfirmation(transaction, delivery.DeliveryId,
            new DeliveryConfirmation(counted, reason, person, clock.GetUtcNow(), delivery.Second));

    private static LostBooks MakeLostBooks(IServiceProvider provider) => ActivatorUtilities.CreateInstance<LostBooks>(
        provider, (Func<string, string>)provider.GetRequiredService<StationKeys>().DigestOf);

    private static Doorkeeper MakeDoorkeeper(IServiceProvider provider) => ActivatorUtilities.CreateInstance<Doorkeeper>(
        provider, (Func<string, string>)provider.GetRequiredService<StationKeys>().DigestOf);

    private static CitizenTrail MakeTrail(IServiceProvider provider) => ActivatorUtilities.CreateInstance<CitizenTrail>(
        provider, (Func<string, string>)provider.GetRequiredService<StationKeys>().DigestOf);

    private static ProfileChipEncoder Encoder(IServiceProvider provider, string reader, ChipProfile profile) => new(
        profile, Reader(provider, reader), profile.Session is null ? null : provider.GetRequiredService<SharedSam>(),
        provider.GetRequiredService<StationKeys>().ChipSigning, provider.GetRequiredService<TimeProvider>());

    private static ISmartCardReader Reader(IServiceProvider provider, string address)
    {
        var surroundings = provider.GetRequiredService<StationSurroundings>();
        var reader = SmartCardReaders.Open(address, ReaderTimings.Shipped, surroundings.OpenLine, surroundings.Clock,
            provider.GetRequiredService<ILoggerFactory>());
        // The lines of the others are watched already.
        return reader is PcscReader
            ? new TappedReader(reader, NameOf(provider.GetRequiredService<StationOptions>(), address), provider.GetRequiredService<WireTap>())
            : reader;
    }

    private static BlankStock MakeStock(IServiceProvider provider)
    {
        var clock = provider.GetRequiredService<TimeProvider>();
        return new BlankStock(provider.GetRequiredService<StationDatabase>(), provider.GetRequiredService<BlankLedger>(),
            provider.GetRequiredService<LedgerHeadFile>(), clock, provider.GetRequiredService<ILogger<BlankStock>>())
        {
            Confirmed = ConfirmationTo(provider.GetRequiredService<ReportOutbox>(), clock),
        };
    }

    private static CentralClient MakeCentral(IServiceProvider provider)
    {
        var gate = provider.GetRequiredService<StationGate>();
        var surroundings = provider.GetRequiredService<StationSurroundings>();
        return new CentralClient(provider.GetRequiredService<StationOptions>().Central,
            surroundings.Central(provider.GetRequiredService<StationKeys>()), surroundings.Clock, surroundings.Random, gate.Tell);
    }

    private static PanelGeometry GeometryOf(IEnumerable<PrinterModel> models)
    {
        var geometries = models.Select(model => new PanelGeometry(model.DotsAcross, model.DotsAlong, model.ColorLevels, model.NoDyeIsZero))
            .Distinct().ToList();
        return geometries.Count == 1
            ? geometries[0]
            : throw new ConfigurationException("Printers[].Model: the models differ in raster or colour levels; allowed: models alike in both.");
    }

    /// <summary>"printer-1", "printer-1 reader", "sam" or "desk".</summary>
    private static string NameOf(StationOptions options, string address) =>
        options.Printers.FirstOrDefault(printer => printer.Address == address)?.Name
        ?? options.Printers.Where(printer => printer.Reader.EndsWith(address, StringComparison.Ordinal)).Select(printer => $"{printer.Name} reader")
            .FirstOrDefault()
        ?? (options.Chips.Sam.EndsWith(address, StringComparison.Ordinal) ? "sam" : "desk");

    private static PrinterModel LoadModel(PrinterOptions printer, StationOptions options)
    {
        var model = Load(printer.Model, PrinterModelFile.Load, options);
        return model.WhyUnfit() is not { } why ? model
            : throw new ConfigurationException($"Printers[].Model of {printer.Name}: {model.Make} {model.Model} cannot print identity cards: {why}.");
    }

    private static T Load<T>(string path, Func<string, T> load, StationOptions options)
    {
        try
        {
            return load(options.Resolve(path));
        }
        catch (Exception e) when (e is DeviceFileException or CardLayoutException or IOException)
        {
            throw new ConfigurationException(e.Message);
        }
    }

    /// <summary>Operators are in the station's group; connecting takes the right to write.</summary>
    private static void OpenSocketToGroup(WebApplication station, StationOptions options) =>
        station.Lifetime.ApplicationStarted.Register(() =>
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(StationSocket.PathOf(options.Directory), UnixFileMode.UserRead | UnixFileMode.UserWrite
                    | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        });

    private static void ListenOnSocket(WebApplicationBuilder builder, StationOptions options)
    {
        var path = StationSocket.PathOf(options.Directory);
        File.Delete(path);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = LongestRequestBytes;
        });
    }

    /// <summary>Console and a rolling JSON file; personal data never gets as far as a log event.</summary>
    private static Serilog.ILogger Logger(StationOptions options) => new LoggerConfiguration()
        .MinimumLevel.Information()
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("System", LogEventLevel.Warning)
        .WriteTo.Console(formatProvider: CultureInfo.InvariantCulture,
            outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}")
        .WriteTo.File(new CompactJsonFormatter(), Path.Combine(options.DataDirectory, "logs", "station-.json"),
            rollingInterval: RollingInterval.Day, fileSizeLimitBytes: 50_000_000, rollOnFileSizeLimit: true, retainedFileCountLimit: 31)
        .CreateLogger();
}
