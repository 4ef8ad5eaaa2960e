using Heliograph.Crash.Scenarios;
using Xunit.MicrosoftTestingPlatform;

namespace Heliograph.Crash;

/// <summary>Runs the tests as every test project does; with <c>crash</c> in front of the arguments, the command.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => arguments is ["crash", .. var rest]
        ? CrashCommand.RunAsync(rest)
        : TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
