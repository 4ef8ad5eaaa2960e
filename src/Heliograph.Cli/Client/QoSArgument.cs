using System.CommandLine;

namespace Heliograph.Cli.Client;

/// <summary>What options for a QoS have in common.</summary>
internal static class QoSArgument
{
    /// <summary>The QoS of messages and subscriptions.</summary>
    public static Option<int> Option(string description)
    {
        var option = new Option<int>("--qos", "-q") { HelpName = "QOS", Description = description };
        Restrict(option);
        return option;
    }

    /// <summary>Refuses anything but 0, 1 and 2.</summary>
    public static void Restrict(Option<int> option) => option.AcceptOnlyFromAmong("0", "1", "2");
}
