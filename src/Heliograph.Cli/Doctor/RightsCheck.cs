namespace Heliograph.Cli.Doctor;

/// <summary>Whether secrets are secret, and folders can be written.</summary>
internal static class RightsCheck
{
    private const string Check = "rights";

    private const UnixFileMode OfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const UnixFileMode OfGroup = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public static IEnumerable<Finding> Of(Patient patient)
    {
        var findings = Secrets(patient).SelectMany(secret => Look(secret.Path, secret.What)).Concat(Folders(patient).SelectMany(LookAtFolder)).ToArray();
        return findings.Length > 0 ? findings : [Finding.Ok(Check, "what is secret can be read by its owner only, and the folders can be written")];
    }

    private static IEnumerable<(string Path, string What)> Secrets(Patient patient)
    {
        var (layout, configuration) = (patient.Layout, patient.Configuration);
        yield return (layout.UsersFile(configuration.Access), "the hashes of passwords");
        if (configuration.Console is { Enabled: true, HttpsPort: not null }) yield return (layout.CertificateFile(configuration.Console), "the key of the console's certificate");
        foreach (var listener in configuration.Listeners.Select(layout.WithFullPaths).Where(listener => listener.Tls.Certificate.Length > 0))
        {
            var tls = listener.Tls;
            var further = tls.FurtherKeys.Names.Count > 0 ? tls.FurtherKeys.Names : tls.FurtherCertificates.Names;
            foreach (var key in further.Prepend(tls.Key.Length > 0 ? tls.Key : tls.Certificate)) yield return (key, $"the key of listener '{listener.Name}'");
        }

        if (configuration.Otlp.Headers.Length > 0) yield return (layout.ConfigurationFile, "what otlp_headers says");
        yield return (layout.ApiKeysFile, "the hashes of API keys");
        if (!Directory.Exists(layout.Journal)) yield break;
        foreach (var file in Directory.EnumerateFiles(layout.Journal).Order().Take(1_000)) yield return (file, "stored messages");
    }

    private static IEnumerable<Finding> Look(string path, string what)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path)) yield break;
        var mode = File.GetUnixFileMode(path);
        var fix = $"chmod go= {Patient.Quoted(path)}";
        if ((mode & OfOthers) != 0) yield return new(Severity.Error, Check, $"every user of this machine can read {what} in {path}", fix);
        else if ((mode & OfGroup) != 0) yield return new(Severity.Warning, Check, $"the group of {path} can read {what}", fix);
    }

    private static IEnumerable<string> Folders(Patient patient) => [patient.Layout.Data, patient.Layout.Log];

    private static IEnumerable<Finding> LookAtFolder(string folder)
    {
        if (!Path.Exists(folder)) yield break; // it is made at the start
        var problem = ProblemOf(Path.Combine(folder, $"doctor-{Environment.ProcessId}.tmp"));
        if (problem is not null) yield return new(Severity.Error, Check, $"{folder} cannot be written: {problem}", $"sudo chown -R {Environment.UserName} {Patient.Quoted(folder)}");
    }

    private static string? ProblemOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message.TrimEnd('.');
        }
    }
}
