using Heliograph.Server.Instance;

namespace Heliograph.Server.Tests.Instance;

/// <summary>Makes instances for tests.</summary>
internal static class NewInstance
{
    public static InstancePlan Plan(string folder, bool force = false, string program = "/opt/heliograph/heliograph") => new()
    {
        Layout = InstanceLayout.Of(folder),
        Program = program,
        AdminPassword = "password",
        Force = force,
    };

    public static InstanceLayout In(TemporaryFolder folder)
    {
        var plan = Plan(folder.At("mybroker"));
        InstanceCreation.Create(plan);
        return plan.Layout;
    }
}
