using System.Net;
using Heliograph.Server.Configuration;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Chain;

namespace Heliograph.Cli.Doctor;

/// <summary>Who can get in.</summary>
internal static class AccessCheck
{
    public static IEnumerable<Finding> Of(Patient patient)
    {
        var console = patient.Configuration.Console;
        var isExposed = console.Enabled && !IsLoopback(console.Address);
        var root = Patient.Quoted(patient.Layout.Root);
        var hasFirst = patient.Reading.Users is { } users && FirstAccount.IsIn(users);
        yield return hasFirst
            ? new(isExposed ? Severity.Error : Severity.Warning, "first-password",
                $"the user {FirstAccount.UserName} has the password that everybody knows{(isExposed ? ", and others reach the console" : "; it works from this machine only")}",
                $"heliograph passwd {root} {FirstAccount.UserName}")
            : Finding.Ok("first-password", "nobody has the first password");
        yield return isExposed
            ? new(Severity.Warning, "console", $"the console can be reached from other machines at {console.Address}, and over port {console.Port} passwords travel in the clear",
                $"Set address = \"127.0.0.1\" under [console] in {patient.Layout.ConfigurationFile}, and reach it with: ssh -L {console.Port}:127.0.0.1:{console.Port} {Dns.GetHostName()}")
            : Finding.Ok("console", console.Enabled ? $"the console answers this machine only ({console.Address}:{console.Port})" : "there is no console");
        yield return LetsAnonymousIn(patient.Configuration)
            ? new(Severity.Warning, "anonymous", $"clients without user name and password are let in{(IsReached(patient) ? ", from other machines too" : "")}",
                $"Set allow_anonymous = false, and leave \"anonymous\" out of authentication, in {patient.Layout.ConfigurationFile}; what they may do: heliograph why denied \"\" publish TOPIC")
            : Finding.Ok("anonymous", "who connects must have a user name and a password");
    }

    private static bool LetsAnonymousIn(ServerConfiguration configuration) => configuration.Access.Chain.Contains(LinkNames.Anonymous)
        || configuration.Listeners.Any(listener => listener.Authentication.Contains(LinkNames.Anonymous));

    private static bool IsReached(Patient patient) => patient.Configuration.Listeners.Any(listener => listener.UnixSocket.Length == 0 && !IsLoopback(listener.Address));

    private static bool IsLoopback(string address) => IPAddress.IsLoopback(IPAddress.Parse(address));
}
