using System.Text;
using Heliograph.Server.Security;

namespace Heliograph.Server.Imports;

/// <summary>The users of an imported instance as the text of its users file; each name once.</summary>
internal sealed class UserLines
{
    private readonly StringBuilder _text = new("# The users of this Heliograph instance: one user:hash a line, as Mosquitto's password files.\n");
    private readonly HashSet<string> _names = [];

    /// <summary>Those that were taken, in their order.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <returns>What is wrong with the name; null when the user was taken.</returns>
    public string? Fault(string name) =>
        UserNameSyntax.Fault(name) ?? (_names.Contains(name) ? "the user is there twice; the first one was taken" : null);

    /// <summary>Takes a user whose name has no fault.</summary>
    public void Add(string name, PasswordHash hash)
    {
        _names.Add(name);
        _text.Append(name).Append(':').Append(hash.Text).Append('\n');
    }

    public override string ToString() => _text.ToString();
}
