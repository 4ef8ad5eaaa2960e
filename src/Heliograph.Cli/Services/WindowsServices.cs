namespace Heliograph.Cli.Services;

/// <summary>Services of Windows: see sc.exe and icacls.exe. Each runs as an account of its own that owns nothing but its instance.</summary>
internal sealed class WindowsServices : IServiceManager
{
    private const int RestartMilliseconds = 5_000;

    public string NameOf(string instance) => $"heliograph-{instance}";

    public IEnumerable<ServiceStep> Install(ServicePlan plan)
    {
        var name = NameOf(plan.Name);
        // sc.exe takes an option and its value as two arguments, the option with its equals sign.
        return
        [
            Control("stop", name) with { MayFail = true },
            Control("delete", name) with { MayFail = true },
            Control("create", name, "binPath=", $"\"{plan.Program}\" run \"{plan.Instance}\"", "start=", "auto",
                "obj=", $@"NT SERVICE\{name}", "DisplayName=", $"Heliograph MQTT broker ({plan.Name})"),
            Control("failure", name, "reset=", "86400", "actions=", $"restart/{RestartMilliseconds}/restart/{RestartMilliseconds}/restart/{RestartMilliseconds}"),
            Control("failureflag", name, "1"), // an exit code that is not 0 is a failure, too, not a crash alone
            new ServiceStep.Run("icacls", [plan.Instance, "/grant", $@"NT SERVICE\{name}:(OI)(CI)M", "/T", "/Q"]),
            Control("start", name),
        ];
    }

    public IEnumerable<ServiceStep> Uninstall(string instance) =>
        [Control("stop", NameOf(instance)) with { MayFail = true }, Control("delete", NameOf(instance))];

    public ServiceStep.Run Status(string instance) => Control("query", NameOf(instance));

    public string WhereItSaysWhy(ServicePlan plan) => $"the Event Log (eventvwr: Windows Logs, Application, source {NameOf(plan.Name)})";

    private static ServiceStep.Run Control(params IReadOnlyList<string> arguments) => new("sc.exe", arguments);
}
