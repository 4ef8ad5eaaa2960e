using System.Globalization;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Views;
using Heliograph.Server.Configuration;
using Heliograph.Server.Files;
using Heliograph.Server.Instance;

namespace Heliograph.Server.Admin.Configuration;

/// <summary>The configuration file: shown, checked, replaced, and put back. A key replaces none: the file says who is an admin.</summary>
internal sealed class ConfigurationRoutes(ConfigurationEditor editor)
{
    // The file itself may have a million bytes; JSON doubles some of them.
    private const long BodyBytesMax = 3 * ConfigurationFile.BytesMax;

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/configuration", "The configuration file, and every setting with its source.", ShowAsync, Role.Admin).Answers(AdminJson.Default.ConfigurationAnswer),
        AdminRoute.Post("/api/v1/configuration/validate", Role.Admin, "What is wrong with a text, and what it would change.", ValidateAsync).Takes(AdminJson.Default.ConfigurationText).Answers(AdminJson.Default.ConfigurationCheck) with { Changes = false },
        AdminRoute.Post("/api/v1/configuration/apply", Role.Admin, "Replaces the configuration file and puts it in force.", ApplyAsync).Takes(AdminJson.Default.ConfigurationOrder).Answers(AdminJson.Default.ConfigurationOutcome) with { NeedsLogin = true },
        AdminRoute.Post("/api/v1/configuration/undo", Role.Admin, "Puts back the file from before the last change made here.", UndoAsync).Takes(AdminJson.Default.ConfigurationVersion).Answers(AdminJson.Default.ConfigurationOutcome) with { NeedsLogin = true },
    ];

    private Task ShowAsync(AdminCall call)
    {
        var text = editor.Read();
        var reading = ConfigurationEditor.Check(text);
        var usable = reading.Configuration is null ? new(editor.Current, []) : reading;
        return call.ReplyAsync(
            new(InstanceLayout.ConfigurationName, text, TextFile.VersionOf(text), FileError.Of(reading.Errors),
                [.. SettingRow.Of(usable, editor.Started, editor.Current)],
                [.. editor.Changes.Select(change => new ConfigurationChangeRow(
                    change.At.Ticks.ToString(CultureInfo.InvariantCulture), change.At, change.UserName))]),
            AdminJson.Default.ConfigurationAnswer);
    }

    private async Task ValidateAsync(AdminCall call)
    {
        call.AllowBody(BodyBytesMax);
        var text = (await call.ReadAsync(AdminJson.Default.ConfigurationText)).Text;
        var (before, reading) = (editor.Read(), ConfigurationEditor.Check(text));
        var changes = reading.Configuration is { } next
            ? SettingRow.Between(ConfigurationEditor.Check(before).Configuration ?? editor.Current, next)
            : [];
        await call.ReplyAsync(new(FileError.Of(reading.Errors), [.. changes], LineDiff.Of(before, text)), AdminJson.Default.ConfigurationCheck);
    }

    private async Task ApplyAsync(AdminCall call)
    {
        call.AllowBody(BodyBytesMax);
        var order = await call.ReadAsync(AdminJson.Default.ConfigurationOrder);
        if (ConfigurationEditor.Check(order.Text).Errors is [var error, ..])
        {
            throw new ProblemException(422, "Not a configuration", $"line {error.Line}: {error.Problem}") { Field = "text", Value = $"line {error.Line}", Remedy = error.Remedy };
        }

        await ChangeAsync(call, order.Version, () => editor.TryReplace(order.Text, order.Version, call.Caller!.Name));
    }

    private async Task UndoAsync(AdminCall call)
    {
        var version = (await call.ReadAsync(AdminJson.Default.ConfigurationVersion)).Version;
        if (editor.Changes.Count == 0) throw new ProblemException(409, "Nothing to undo", "no change was made here") { Remedy = "Edit the text and apply it" };
        if (ConfigurationEditor.Check(editor.Changes[0].TextBefore).Errors.Count > 0)
            throw new ProblemException(409, "Not undone", "the file before the last change had errors") { Remedy = "Edit the text and apply it" };
        await ChangeAsync(call, version, () => editor.TryUndo(version));
    }

    private async Task ChangeAsync(AdminCall call, string version, Func<bool> change)
    {
        if (!change()) throw ProblemException.ChangedMeanwhile(InstanceLayout.ConfigurationName, version);
        var text = editor.Read();
        var waiting = SettingRow.Of(ConfigurationEditor.Check(text), editor.Started, editor.Current).Where(row => row.NeedsRestart).Select(row => row.Name);
        await call.ReplyAsync(new(TextFile.VersionOf(text), [.. waiting]), AdminJson.Default.ConfigurationOutcome);
    }
}
