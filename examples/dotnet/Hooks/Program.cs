using Heliograph.Server.Hosting;
using Heliograph.Server.Local;
using Hooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddSingleton<Tenants>();
builder.Services.AddHeliograph(options => options.Listen(0))
    .AddAuthentication<TenantAuthentication>()
    .AddAuthorization<TenantAuthorization>()
    .AddPublishInterceptor<Fahrenheit>();

using var host = builder.Build();
await host.StartAsync();
var broker = host.Services.GetRequiredService<IHeliographBroker>();
await using var all = await broker.SubscribeAsync("#");

// The hooks at work, seen from a client.
using var client = new MqttClientFactory().CreateMqttClient();
var options = new MqttClientOptionsBuilder()
    .WithTcpServer("127.0.0.1", broker.Endpoints[0].Port).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).WithCredentials("acme/boiler", "key of acme");
await client.ConnectAsync(options.Build());
await PublishAsync("acme/boiler/fahrenheit", "68");
await PublishAsync("acme/boiler/fahrenheit", "warm");
await PublishAsync("umbrella/boiler/celsius", "20");
await foreach (var message in all.ReadAllAsync())
{
    Console.WriteLine($"the program got {message.Topic} = {message.Text}");
    break;
}

await client.DisconnectAsync();
await host.StopAsync();

async Task PublishAsync(string topic, string payload)
{
    var result = await client.PublishStringAsync(topic, payload, MqttQualityOfServiceLevel.AtLeastOnce);
    Console.WriteLine($"{topic} = {payload}: {result.ReasonCode}");
}
