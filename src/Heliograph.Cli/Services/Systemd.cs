namespace Heliograph.Cli.Services;

/// <summary>Services of systemd: see systemd.service(5), systemd.exec(5) and systemctl(1).</summary>
internal sealed class Systemd : IServiceManager
{
    private const string Folder = "/etc/systemd/system";

    public string NameOf(string instance) => $"heliograph-{instance}.service";

    public IEnumerable<ServiceStep> Install(ServicePlan plan)
    {
        if (!plan.HasUser) yield return new ServiceStep.Run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", plan.User]);
        yield return new ServiceStep.Run("chown", ["-R", $"{plan.User}:", plan.Instance]);
        yield return new ServiceStep.Write(FileOf(plan.Name), Unit(plan));
        yield return new ServiceStep.Run("systemctl", ["daemon-reload"]);
        yield return new ServiceStep.Run("systemctl", ["enable", NameOf(plan.Name)]);
        yield return new ServiceStep.Run("systemctl", ["restart", NameOf(plan.Name)]);
    }

    public IEnumerable<ServiceStep> Uninstall(string instance) =>
    [
        new ServiceStep.Run("systemctl", ["disable", "--now", NameOf(instance)], MayFail: true),
        new ServiceStep.Delete(FileOf(instance)),
        new ServiceStep.Run("systemctl", ["daemon-reload"]),
    ];

    public ServiceStep.Run Status(string instance) => new("systemctl", ["status", "--no-pager", "--full", NameOf(instance)]);

    public string WhereItSaysWhy(ServicePlan plan) => $"journalctl -u {NameOf(plan.Name)} -n 20";

    /// <summary>The text of the unit. What the broker has no need of is forbidden to it; its own folder is the one place it may write to.</summary>
    public static string Unit(ServicePlan plan) => $"""
        # Made by: heliograph service install
        [Unit]
        Description=Heliograph MQTT broker ({Escaped(plan.Name)})
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=notify
        ExecStart={Word(plan.Program)} run {Argument(plan.Instance)}
        ExecReload=/bin/kill -HUP $MAINPID
        User={Escaped(plan.User)}
        Restart=on-failure
        RestartSec=2
        TimeoutStartSec=infinity
        TimeoutStopSec=60
        LimitNOFILE=1048576
        UMask=0077

        ReadWritePaths={Word(plan.Instance)}
        ProtectSystem=strict
        ProtectHome=read-only
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectClock=yes
        ProtectControlGroups=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        NoNewPrivileges=yes
        AmbientCapabilities=CAP_NET_BIND_SERVICE
        CapabilityBoundingSet=CAP_NET_BIND_SERVICE
        LockPersonality=yes
        MemoryDenyWriteExecute={(plan.MakesCode ? "no" : "yes")}
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallErrorNumber=EPERM

        [Install]
        WantedBy=multi-user.target

        """.ReplaceLineEndings("\n");

    private string FileOf(string instance) => $"{Folder}/{NameOf(instance)}";

    // % begins a specifier; doubled it stands for itself.
    private static string Escaped(string text) => text.Replace("%", "%%", StringComparison.Ordinal);

    // $ begins a variable, in the arguments of a command alone: not in its program, and in no other setting. Doubled it stands for itself.
    private static string Argument(string text) => Word(text.Replace("$", "$$", StringComparison.Ordinal));

    private static string Word(string path) =>
        $"\"{Escaped(path).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
