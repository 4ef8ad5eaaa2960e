using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Files;
using Heliograph.Server.Mosquitto;
using Heliograph.Server.Security;

namespace Heliograph.Server.Imports.Mosquitto;

/// <summary>Users and rights. An instance has one of each for all listeners: where Mosquitto had several, rights are left out and never added.</summary>
/// <param name="conf">With the options.</param>
/// <param name="listeners">Those that were carried over.</param>
/// <param name="plugin">A plugin that had a say in who may do what; null for none.</param>
/// <param name="folder">Where files are looked for.</param>
/// <param name="report">Is told.</param>
internal sealed class MosquittoAccess(MosquittoConf conf, IReadOnlyList<ConfListener> listeners, ConfLine? plugin, string folder, ImportReport report)
{
    private const int BytesMax = 10_000_000;
    private const string Everything = """
        # Mosquitto had no ACL file: everybody may do everything.
        pattern readwrite #
        pattern read $SYS/#

        """;

    private const string Nothing = """
        # Mosquitto had several ACL files, one for a listener each. An instance has one for all: write here who may do what.

        """;

    private const string NothingOfPlugin = """
        # Mosquitto asked a plugin, which an instance does not have: write here who may do what.

        """;

    private readonly UserLines _users = new();

    public (bool AllowAnonymous, bool EmptyClientIdAllowed, string Users, string Acl) Read()
    {
        var sections = conf.HasRightsPerListener ? listeners.Select(listener => listener.Section).ToArray() : [conf.Broker];
        foreach (var line in sections.Select(section => section.Find("password_file")).OfType<ConfLine>().DistinctBy(line => line.Value)) ReadUsers(line);
        return (AllowAnonymous(), Flag(sections, "allow_zero_length_clientid", true), _users.ToString(), Acl(sections));
    }

    // A listener's own word counts before that of all; and with a plugin nobody here knows whom it let in.
    private bool AllowAnonymous()
    {
        var isLocalOnly = conf.Listeners.Count == 0 && conf.Default.Port == 0 && conf.Default.Address is null;
        ConfLine? LineOf(ConfListener listener) => listener.Section.Find("listener_allow_anonymous") ?? conf.RightsOf(listener).Find("allow_anonymous");
        var isAllowed = plugin is null && listeners.All(listener => LineOf(listener) is { } line ? line.Value == "true" : isLocalOnly);
        var why = plugin is null ? "it holds for all listeners here, and another one does not allow it" : $"{plugin.Option.Name} ({plugin.Place}) had a say in it";
        var lines = listeners.SelectMany(listener => new[] { listener.Section.Find("listener_allow_anonymous"), conf.RightsOf(listener).Find("allow_anonymous") });
        foreach (var line in lines.OfType<ConfLine>().Distinct()) Tell(line, isAllowed, "[access]", why);
        return isAllowed;
    }

    // What only some listeners allow is not allowed: the others would be opened.
    private bool Flag(ConfSection[] sections, string name, bool otherwise)
    {
        var value = sections.All(section => section.Flag(name, otherwise));
        foreach (var line in sections.Select(section => section.Find(name)).OfType<ConfLine>())
            Tell(line, value, "empty_client_id_allowed", "it holds for all listeners here, and another one does not allow it");
        return value;
    }

    private void Tell(ConfLine line, bool value, string where, string why)
    {
        var what = $"{line.Option.Name} {line.Value}";
        if ((line.Value == "true") == value) report.Carry(line.File, line.Number, what, where);
        else report.Leave(line.File, line.Number, what, line.Value == "true" ? why : "a listener has a word of its own");
    }

    private void ReadUsers(ConfLine source)
    {
        report.Carry(source.File, source.Number, $"password_file {source.Value}", "etc/users");
        var number = 0;
        foreach (var line in Text(source).Split('\n'))
        {
            number++;
            if (PasswordLine.IsComment(line)) continue;
            if (!PasswordLine.TrySplit(line, out var user, out var text)) report.Leave(source.Value, number, "a line", "it has no colon");
            else if (_users.Fault(user) is { } fault) report.Leave(source.Value, number, user, fault);
            else if (!PasswordHash.TryParse(text, out var hash, out var remedy)) report.Leave(source.Value, number, user, remedy);
            else Take(source.Value, number, user, hash);
        }
    }

    private void Take(string file, int line, string user, PasswordHash hash)
    {
        var note = "in etc/users";
        if (hash is PlainPassword)
        {
            hash = PasswordHash.Create(hash.Text);
            note += ", the password as a hash";
        }

        if (user == FirstAccount.UserName) note += "; admin of the console, too";
        _users.Add(user, hash);
        report.Carry(file, line, user, note);
    }

    private string Acl(ConfSection[] sections)
    {
        var lines = sections.Select(section => section.Find("acl_file")).OfType<ConfLine>().ToArray();
        var files = lines.DistinctBy(line => line.Value).ToArray();
        if (files.Length == 0 && plugin is not null)
        {
            report.Leave(plugin.File, plugin.Number, plugin.Option.Name, "it had a say in who may do what: nobody may do anything until you write etc/acl");
            return NothingOfPlugin;
        }

        if (files.Length == 0) return Everything;
        if (files is not [var only])
        {
            foreach (var line in files) report.Leave(line.File, line.Number, $"acl_file {line.Value}", "an instance has one ACL for all listeners; write etc/acl");
            return Nothing;
        }

        var text = Text(only);
        // A line left out could be a denial, or the user that the next lines belong to.
        if (!AclRules.TryParse(text, only.Value, out _, out var errors))
            throw new OperatorException($"{string.Join(Environment.NewLine, errors).TrimEnd('.')}", "Correct it and import again");
        var everywhere = lines.Length == sections.Length ? "" : "; it holds for all listeners here, also those that had none";
        report.Carry(only.File, only.Number, $"acl_file {only.Value}", $"etc/acl{everywhere}. A SUBSCRIBE that no rule allows is refused here, and not only its messages withheld");
        return text;
    }

    // Mosquitto looks from where it is started; the folder of its file is where people look.
    private string Text(ConfLine source)
    {
        var path = File.Exists(source.Value) ? source.Value : Path.Combine(folder, source.Value);
        return TextFile.TryRead(path, BytesMax, out var fault)
            ?? throw new OperatorException($"{source.Place}: {source.Option.Name} {source.Value}: {fault.Problem}", fault.Remedy);
    }
}
