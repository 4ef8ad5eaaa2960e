using System.Xml.Linq;
using Heliograph.Cli.Commands.Service;
using Heliograph.Cli.Services;

namespace Heliograph.Cli.Tests.Services;

public sealed class ServiceTextTests
{
    private static readonly ServicePlan Plan = new()
    {
        Name = "plant", Program = "/opt/helio graph/heliograph", Instance = "/srv/100% \"mine\"/plant", User = "heliograph",
    };

    [Fact]
    public void A_unit_quotes_paths_and_doubles_what_systemd_would_replace()
    {
        var unit = Systemd.Unit(Plan);
        Assert.Contains("ExecStart=\"/opt/helio graph/heliograph\" run \"/srv/100%% \\\"mine\\\"/plant\"\n", unit, StringComparison.Ordinal);
        Assert.Contains("ReadWritePaths=\"/srv/100%% \\\"mine\\\"/plant\"\n", unit, StringComparison.Ordinal);
        Assert.Contains("Type=notify\n", unit, StringComparison.Ordinal);
        Assert.Contains("ProtectSystem=strict\n", unit, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', unit);
    }

    [Fact]
    public void A_dollar_is_doubled_where_systemd_would_look_for_a_variable_and_nowhere_else()
    {
        var unit = Systemd.Unit(Plan with { Program = "/opt/$a/heliograph", Instance = "/srv/$HOME" });
        Assert.Contains("ExecStart=\"/opt/$a/heliograph\" run \"/srv/$$HOME\"\n", unit, StringComparison.Ordinal);
        Assert.Contains("ReadWritePaths=\"/srv/$HOME\"\n", unit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_whose_folder_is_gone_is_uninstalled_by_the_name_of_the_folder()
    {
        var run = await ProgramRun.Of("service", "uninstall", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "plant"), "--dry-run");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(ServiceCommand.OfThisSystem().NameOf("plant"), run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "no")]
    [InlineData(false, "yes")]
    public void Memory_that_is_written_and_run_is_forbidden_to_a_program_that_needs_none(bool makesCode, string forbidden) =>
        Assert.Contains($"MemoryDenyWriteExecute={forbidden}\n", Systemd.Unit(Plan with { MakesCode = makesCode }), StringComparison.Ordinal);

    [Fact]
    public void Systemd_makes_a_missing_account_first_and_starts_last()
    {
        ServiceStep[] steps = [.. new Systemd().Install(Plan with { HasUser = false })];
        Assert.Equal("useradd", Assert.IsType<ServiceStep.Run>(steps[0]).Program);
        Assert.Equal("systemctl restart heliograph-plant.service", steps[^1].ToString());
        Assert.DoesNotContain(new Systemd().Install(Plan), step => step is ServiceStep.Run { Program: "useradd" });
    }

    [Fact]
    public void Systemd_stops_before_the_unit_goes()
    {
        ServiceStep[] steps = [.. new Systemd().Uninstall("plant")];
        Assert.Equal("systemctl disable --now heliograph-plant.service", steps[0].ToString());
        Assert.Equal("/etc/systemd/system/heliograph-plant.service", Assert.IsType<ServiceStep.Delete>(steps[1]).File);
    }

    [Fact]
    public void A_property_list_is_well_formed_and_names_the_program_word_by_word()
    {
        var list = XDocument.Parse(Launchd.PropertyList(Plan with { Instance = "/srv/a & b" })).Root!.Element("dict")!;
        Assert.Equal([Plan.Program, "run", "/srv/a & b"], list.Element("array")!.Elements("string").Select(word => word.Value));
        Assert.Contains("heliograph.plant", list.Elements("string").Select(one => one.Value));
    }

    [Fact]
    public void Windows_is_given_each_option_and_value_apart_and_an_account_of_the_service_its_folder()
    {
        ServiceStep.Run[] steps = [.. new WindowsServices().Install(Plan with { Program = @"C:\Program Files\heliograph.exe", Instance = @"C:\my broker" }).Cast<ServiceStep.Run>()];
        var create = Assert.Single(steps, step => step.Arguments[0] == "create");
        Assert.Equal(["create", "heliograph-plant", "binPath=", "\"C:\\Program Files\\heliograph.exe\" run \"C:\\my broker\"", "start=", "auto"], create.Arguments.Take(6));
        Assert.Equal(["obj=", @"NT SERVICE\heliograph-plant"], create.Arguments.TakeLast(2));
        Assert.Contains(@"NT SERVICE\heliograph-plant:(OI)(CI)M", Assert.Single(steps, step => step.Program == "icacls").Arguments);
        var failure = Array.FindIndex(steps, step => step.Arguments[0] == "failure");
        Assert.Equal(["failureflag", "heliograph-plant", "1"], steps[failure + 1].Arguments);
        Assert.Equal(["start", "heliograph-plant"], steps[^1].Arguments);
    }

    [Fact]
    public void A_service_of_Windows_that_is_there_is_stopped_and_changed_and_not_deleted()
    {
        ServiceStep[] steps = [.. new WindowsServices().Install(Plan with { IsInstalled = true })];
        Assert.Equal(new ServiceStep.Stop("heliograph-plant"), steps[0]);
        Assert.StartsWith("sc.exe config heliograph-plant binPath= ", steps[1].ToString(), StringComparison.Ordinal);
        Assert.Equal("sc.exe start heliograph-plant", steps[^1].ToString());
        Assert.DoesNotContain(steps, step => step is ServiceStep.Run { Arguments: ["create" or "delete", ..] });
    }

    [Fact]
    public void A_service_of_Windows_has_a_source_in_the_Event_Log_while_it_is_there()
    {
        const string key = @"HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\heliograph-plant";
        var windows = new WindowsServices();
        Assert.Single(windows.Install(Plan), step => step.ToString().StartsWith($"reg.exe add {key} /v EventMessageFile ", StringComparison.Ordinal));
        ServiceStep[] steps = [.. windows.Uninstall("plant")];
        Assert.Equal([new ServiceStep.Stop("heliograph-plant").ToString(), "sc.exe delete heliograph-plant", $"reg.exe delete {key} /f"], steps.Select(step => step.ToString()));
    }
}
