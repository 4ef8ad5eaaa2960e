namespace Heliograph.Server.Security;

/// <summary>One line of a password file that cannot be accepted. A file with an error is refused whole.</summary>
/// <param name="Source">The name of the file, such as <c>etc/users</c>.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Value">The user name, or how long the line is; never a hash or a password.</param>
/// <param name="Remedy">What is wrong with it and what to do.</param>
public sealed record PasswordFileError(string Source, int Line, string Value, string Remedy)
{
    public override string ToString() => $"{Source} line {Line}: '{Value}': {Remedy}";
}
