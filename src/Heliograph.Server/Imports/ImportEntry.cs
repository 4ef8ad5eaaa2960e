namespace Heliograph.Server.Imports;

/// <summary>What became of one line of what was imported.</summary>
/// <param name="File">The file, as it is named to people.</param>
/// <param name="Line">The line, from 1; 0 for the file as a whole.</param>
/// <param name="What">What stands there, shortened; never a password.</param>
/// <param name="IsCarried">Whether the new instance does the same.</param>
/// <param name="Note">What it has become, or why it was left out and what to do.</param>
internal sealed record ImportEntry(string File, int Line, string What, bool IsCarried, string Note);
