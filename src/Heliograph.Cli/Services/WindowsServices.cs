using System.Runtime.Versioning;
using System.ServiceProcess;
using Heliograph.Server;

namespace Heliograph.Cli.Services;

/// <summary>Services of Windows: see sc.exe and icacls.exe. Each runs as an account of its own that owns nothing but its instance.</summary>
internal sealed class WindowsServices : IServiceManager
{
    private const int RestartMilliseconds = 5_000;

    // What the service itself takes to stop at most, and a little.
    private static readonly TimeSpan StopMax = WindowsServiceHost.StopMax + TimeSpan.FromSeconds(15);

    // A message file of Windows: it has a message for each of the numbers 1 to 1000, which is the text that comes along.
    private const string Messages = @"%SystemRoot%\System32\EventCreate.exe";

    public string NameOf(string instance) => $"heliograph-{instance}";

    public IEnumerable<ServiceStep> Install(ServicePlan plan)
    {
        var name = NameOf(plan.Name);
        // sc.exe takes an option and its value as two arguments, the option with its equals sign.
        string[] settings = ["binPath=", $"\"{plan.Program}\" run \"{plan.Instance}\"", "start=", "auto", "DisplayName=", $"Heliograph MQTT broker ({plan.Name})"];
        // One that is there is changed: deleted, it would be there until the last program that looks at it has ended, and could not be made anew.
        ServiceStep[] made = plan.IsInstalled
            ? [new ServiceStep.Stop(name), Control(["config", name, .. settings])]
            : [Control(["create", name, .. settings, "obj=", $@"NT SERVICE\{name}"])];
        return
        [
            .. made,
            // The account of the service may write to the Event Log, but not make a source there.
            new ServiceStep.Run("reg.exe", ["add", SourceOf(name), "/v", "EventMessageFile", "/t", "REG_EXPAND_SZ", "/d", Messages, "/f"]),
            Control("failure", name, "reset=", "86400", "actions=", $"restart/{RestartMilliseconds}/restart/{RestartMilliseconds}/restart/{RestartMilliseconds}"),
            Control("failureflag", name, "1"), // an exit code that is not 0 is a failure, too, not a crash alone
            new ServiceStep.Run("icacls", [plan.Instance, "/grant", $@"NT SERVICE\{name}:(OI)(CI)M", "/T", "/Q"]),
            Control("start", name),
        ];
    }

    public IEnumerable<ServiceStep> Uninstall(string instance) =>
    [
        new ServiceStep.Stop(NameOf(instance)),
        Control("delete", NameOf(instance)),
        new ServiceStep.Run("reg.exe", ["delete", SourceOf(NameOf(instance)), "/f"], MayFail: true),
    ];

    public ServiceStep.Run Status(string instance) => Control("query", NameOf(instance));

    public string WhereItSaysWhy(ServicePlan plan) => $"the Event Log (eventvwr: Windows Logs, Application, source {NameOf(plan.Name)})";

    /// <summary>Whether Windows has a service of this name.</summary>
    public static bool Has(string service) => OperatingSystem.IsWindows() && Find(service) is not null;

    /// <summary>Stops a service and waits until it has stopped; one that is not there or does not run has.</summary>
    /// <exception cref="OperatorException">It does not stop, or may not be stopped.</exception>
    [SupportedOSPlatform("windows")]
    public static void Stop(string service)
    {
        using var found = Find(service);
        if (found is null || found.Status == ServiceControllerStatus.Stopped) return;
        try
        {
            if (found.Status != ServiceControllerStatus.StopPending) found.Stop();
            found.WaitForStatus(ServiceControllerStatus.Stopped, StopMax);
        }
        catch (System.ServiceProcess.TimeoutException failure)
        {
            throw new OperatorException($"{service} has not stopped within {StopMax.TotalSeconds:0} s", $"End its process (taskkill /F /FI \"SERVICES eq {service}\"), then do this again", failure);
        }
        catch (InvalidOperationException failure)
        {
            throw new OperatorException($"{service} cannot be stopped: {(failure.InnerException ?? failure).Message.TrimEnd('.')}", "Run this as administrator", failure);
        }
    }

    [SupportedOSPlatform("windows")]
    private static ServiceController? Find(string service) =>
        ServiceController.GetServices().FirstOrDefault(one => one.ServiceName.Equals(service, StringComparison.OrdinalIgnoreCase));

    private static string SourceOf(string name) => $@"HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\{name}";

    private static ServiceStep.Run Control(params IReadOnlyList<string> arguments) => new("sc.exe", arguments);
}
