using System.Runtime.Versioning;
using Heliograph.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.WindowsServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.EventLog;

namespace Heliograph.Cli.Services;

/// <summary>Runs what serves under Windows' service control manager, which is told of start and end; a failure is written to the Event Log.</summary>
internal static partial class WindowsServiceHost
{
    /// <summary>How long the broker may take to stop.</summary>
    public static TimeSpan StopMax { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the service control manager has started this process.</summary>
    [SupportedOSPlatformGuard("windows")]
    public static bool IsService => OperatingSystem.IsWindows() && WindowsServiceHelpers.IsWindowsService();

    /// <summary>Serves until the service is stopped.</summary>
    /// <param name="name">The service's name, which is its source in the Event Log, too.</param>
    /// <param name="serve">Serves until it is told to stop.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    [SupportedOSPlatform("windows")]
    public static async Task<int> RunAsync(string name, Func<CancellationToken, Task<int>> serve)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddWindowsService(service => service.ServiceName = name);
        builder.Services.Configure<EventLogSettings>(log => log.SourceName = name);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopMax);
        var service = new Service(serve);
        builder.Services.AddHostedService(services =>
        {
            service.Log = services.GetRequiredService<ILoggerFactory>().CreateLogger(name);
            service.Lifetime = services.GetRequiredService<IHostApplicationLifetime>();
            return service;
        });
        await builder.Build().RunAsync();
        return service.Code;
    }

    private sealed partial class Service(Func<CancellationToken, Task<int>> serve) : BackgroundService
    {
        public ILogger? Log { get; set; }

        public IHostApplicationLifetime? Lifetime { get; set; }

        /// <summary>How it ended.</summary>
        public int Code { get; private set; }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            try
            {
                Code = await serve(stoppingToken);
            }
            catch (OperatorException failure)
            {
                if (Log is not null) LogFailure(Log, failure.Message);
                // What the service control manager and Restart take for a failure.
                Environment.ExitCode = Code = ExitCode.Failure;
            }

            Lifetime?.StopApplication();
        }

        [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "{Failure}")]
        private static partial void LogFailure(ILogger logger, string failure);
    }
}
