using System.Security;

namespace Heliograph.Cli.Services;

/// <summary>Services of macOS: see launchd.plist(5) and launchctl(1).</summary>
internal sealed class Launchd : IServiceManager
{
    private const string Folder = "/Library/LaunchDaemons";

    public string NameOf(string instance) => $"heliograph.{instance}";

    public IEnumerable<ServiceStep> Install(ServicePlan plan) =>
    [
        new ServiceStep.Run("chown", ["-R", plan.User, plan.Instance]),
        new ServiceStep.Run("launchctl", ["bootout", $"system/{NameOf(plan.Name)}"], MayFail: true),
        new ServiceStep.Write(FileOf(plan.Name), PropertyList(plan)),
        new ServiceStep.Run("launchctl", ["bootstrap", "system", FileOf(plan.Name)]),
    ];

    public IEnumerable<ServiceStep> Uninstall(string instance) =>
    [
        new ServiceStep.Run("launchctl", ["bootout", $"system/{NameOf(instance)}"], MayFail: true),
        new ServiceStep.Delete(FileOf(instance)),
    ];

    public ServiceStep.Run Status(string instance) => new("launchctl", ["print", $"system/{NameOf(instance)}"]);

    public string WhereItSaysWhy(ServicePlan plan) => OutputOf(plan);

    /// <summary>The text of the property list. It is started again when it ends with an error, and not when it was stopped.</summary>
    public static string PropertyList(ServicePlan plan) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <plist version="1.0">
        <dict>
          <key>Label</key><string>heliograph.{Escaped(plan.Name)}</string>
          <key>ProgramArguments</key>
          <array>
            <string>{Escaped(plan.Program)}</string>
            <string>run</string>
            <string>{Escaped(plan.Instance)}</string>
          </array>
          <key>UserName</key><string>{Escaped(plan.User)}</string>
          <key>RunAtLoad</key><true/>
          <key>KeepAlive</key>
          <dict><key>SuccessfulExit</key><false/></dict>
          <key>ExitTimeOut</key><integer>60</integer>
          <key>SoftResourceLimits</key>
          <dict><key>NumberOfFiles</key><integer>65536</integer></dict>
          <key>StandardOutPath</key><string>{Escaped(OutputOf(plan))}</string>
          <key>StandardErrorPath</key><string>{Escaped(OutputOf(plan))}</string>
        </dict>
        </plist>

        """.ReplaceLineEndings("\n");

    private static string OutputOf(ServicePlan plan) => $"{plan.Instance}/log/service.log";

    private string FileOf(string instance) => $"{Folder}/{NameOf(instance)}.plist";

    private static string Escaped(string text) => SecurityElement.Escape(text);
}
