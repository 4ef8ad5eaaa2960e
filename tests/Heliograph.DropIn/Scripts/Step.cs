namespace Heliograph.DropIn.Scripts;

/// <summary>What one line of a script led to.</summary>
/// <param name="Command">The line.</param>
/// <param name="Outcome">What was seen, in words without ports, folders and random identifiers; a line each.</param>
internal readonly record struct Step(string Command, string Outcome);
