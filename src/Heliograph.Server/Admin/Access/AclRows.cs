using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Admin.Views;
using Heliograph.Server.Logging;

namespace Heliograph.Server.Admin.Access;

/// <summary>The access control list.</summary>
/// <param name="File">What it is called.</param>
/// <param name="Text">As it is on the disk.</param>
/// <param name="Version">Names this text: a change names it again.</param>
/// <param name="Rules">What the text says; none where it has errors.</param>
/// <param name="Errors">What is wrong with it: then the rules before it are in force.</param>
internal sealed record AclAnswer(string File, string Text, string Version, IReadOnlyList<AclRuleRow> Rules, IReadOnlyList<AclErrorRow> Errors);

/// <summary>One rule.</summary>
internal sealed record AclRuleRow(int Line, string Scope, string? User, string Access, string Filter)
{
    public static AclRuleRow Of(AclEntry rule) => new(
        rule.Line, rule.Scope.ToString().ToLowerInvariant(), rule.User, rule.Words ?? rule.Access.ToString().ToLowerInvariant(), rule.Filter);
}

/// <summary>One line that cannot be accepted.</summary>
internal sealed record AclErrorRow(int Line, string Value, string Remedy)
{
    /// <summary>Errors that are told of one text: after that many nobody reads on.</summary>
    public const int CountMax = 100;

    private const int ValueMax = 1_000;

    public static IReadOnlyList<AclErrorRow> Of(IEnumerable<AclError> errors) =>
        [.. errors.Take(CountMax).Select(error => new AclErrorRow(error.Line, LogText.Escape(error.Value, ValueMax), error.Remedy))];
}

/// <summary>A text to look at.</summary>
internal sealed record AclText(string Text);

/// <summary>What is wrong with a text, and what it would change.</summary>
internal sealed record AclCheck(IReadOnlyList<AclErrorRow> Errors, IReadOnlyList<DiffLine> Diff);

/// <summary>A text to put in force in place of another.</summary>
internal sealed record AclOrder(string Text, string Version);

/// <summary>A rule to add.</summary>
internal sealed record AclAddition(string Scope, string? User, string Access, string Filter);

/// <summary>A rule to remove.</summary>
internal sealed record AclRemoval(int Line, string Version);

/// <summary>What is in force now.</summary>
internal sealed record AclVersion(string Version);
