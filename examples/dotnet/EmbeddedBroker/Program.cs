using Heliograph.Server.Hosting;
using Heliograph.Server.Local;

var builder = WebApplication.CreateBuilder(args);

// Listeners, users and limits from appsettings.json, with the names of etc/heliograph.toml; the rest in code.
builder.Services.AddHeliograph(builder.Configuration.GetSection("Heliograph"), options =>
{
    options.AddUser("sensor", "lettuce");
    options.AccessRules = """
        user sensor
        topic write greenhouse/#
        topic read greenhouse/+/set
        """;
});
builder.Services.AddHealthChecks().AddHeliograph();
builder.Services.AddSingleton<Thermometers>();
builder.Services.AddHostedService(provider => provider.GetRequiredService<Thermometers>());

var app = builder.Build();
app.MapHealthChecks("/health");
app.MapGet("/temperatures", (Thermometers thermometers) => thermometers.Latest);
app.MapPost("/set/{house}", async (string house, double degrees, IHeliographBroker broker, CancellationToken stop) =>
    (await broker.PublishAsync(new LocalMessage($"greenhouse/{house}/set", $"{degrees}") { Retain = true }, stop)).ToString());
app.Lifetime.ApplicationStarted.Register(() =>
    Console.WriteLine($"MQTT at {string.Join(", ", app.Services.GetRequiredService<IHeliographBroker>().Endpoints)}, HTTP at {string.Join(", ", app.Urls)}"));
app.Run();

/// <summary>Logs temperatures, and keeps the latest of each greenhouse.</summary>
internal sealed class Thermometers(IHeliographBroker broker, ILogger<Thermometers> log) : BackgroundService
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _latest = [];

    public IReadOnlyDictionary<string, string> Latest => _latest;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var subscription = await broker.SubscribeAsync("greenhouse/+/temperature", stop: stoppingToken);
        await foreach (var message in subscription.ReadAllAsync(stoppingToken))
        {
            var house = message.Topic.Split('/')[1];
            _latest[house] = message.Text;
            log.LogInformation("It is {Degrees} degrees in greenhouse {House}", message.Text, house);
        }
    }
}
