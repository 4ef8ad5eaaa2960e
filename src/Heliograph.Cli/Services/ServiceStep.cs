namespace Heliograph.Cli.Services;

/// <summary>One thing to do to the system, so that it can be shown before it is done.</summary>
internal abstract record ServiceStep
{
    private ServiceStep()
    {
    }

    /// <summary>Writes a file, which everybody may read.</summary>
    public sealed record Write(string File, string Text) : ServiceStep;

    /// <summary>Deletes a file that may be gone already.</summary>
    public sealed record Delete(string File) : ServiceStep;

    /// <summary>Stops a service of Windows, and waits until it has stopped.</summary>
    public sealed record Stop(string Service) : ServiceStep;

    /// <summary>Runs a program of the system.</summary>
    /// <param name="Program">Its name.</param>
    /// <param name="Arguments">Each as it is, without quoting.</param>
    /// <param name="MayFail">Whether the next step is done whatever becomes of this.</param>
    public sealed record Run(string Program, IReadOnlyList<string> Arguments, bool MayFail = false) : ServiceStep
    {
        public override string ToString() => string.Join(' ', [Program, .. Arguments.Select(one => one.AsSpan().ContainsAny(" \"'") ? $"'{one}'" : one)]);
    }
}
