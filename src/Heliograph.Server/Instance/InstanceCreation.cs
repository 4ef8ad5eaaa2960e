using Heliograph.Server.Admin;
using Heliograph.Server.Configuration;
using Heliograph.Server.Files;
using Heliograph.Server.Security;

namespace Heliograph.Server.Instance;

/// <summary>Makes instance folders.</summary>
internal static class InstanceCreation
{
    /// <summary>Makes the folder and its files. What is in <c>data/</c> and <c>log/</c> is never touched.</summary>
    /// <returns>The files written, relative to the folder; a file that was replaced is kept beside it as <c>.bak</c>.</returns>
    /// <exception cref="OperatorException">The folder cannot be used; nothing was changed.</exception>
    public static IReadOnlyList<string> Create(InstancePlan plan)
    {
        var layout = plan.Layout;
        EnsureUsable(layout, plan.Force);
        var access = new AccessOptions();
        var users = plan.Users ?? PasswordFileEdit.Set(AccessTemplates.Users, FirstAccount.UserName, PasswordHash.Create(plan.AdminPassword));
        try
        {
            foreach (var folder in (string[])[layout.Bin, layout.Etc, layout.Data, layout.Log, layout.Tmp]) Directory.CreateDirectory(folder);
            Write(layout.ConfigurationFile, DefaultConfigurationFile.Render(plan.Configuration), TextFile.ReadableByAll);
            Write(layout.UsersFile(access), users, TextFile.OwnerOnly);
            Write(layout.AclFile(access), plan.Acl ?? AccessTemplates.Acl, TextFile.ReadableByAll);
            Write(layout.CertificateFile(plan.Configuration.Console), ConsoleCertificate.CreatePem(plan.Now), TextFile.OwnerOnly);
            var script = Path.Combine(layout.Bin, layout.Name);
            Write(script, StartScripts.Unix(plan.Program), TextFile.Executable);
            Write(script + ".cmd", StartScripts.Windows(plan.Program), TextFile.ReadableByAll);
            return [.. new[] { layout.ConfigurationFile, layout.UsersFile(access), layout.AclFile(access), layout.CertificateFile(plan.Configuration.Console), script, script + ".cmd" }
                .Select(path => Path.GetRelativePath(layout.Root, path))];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"the instance {layout.Root} cannot be written: {failure.Message.TrimEnd('.')}", "Choose another folder or correct the permissions", failure);
        }
    }

    private static void EnsureUsable(InstanceLayout layout, bool force)
    {
        if (File.Exists(layout.Root)) throw new OperatorException($"{layout.Root} is a file", "Choose another name for the instance folder");
        if (force || !Directory.Exists(layout.Root)) return;
        if (layout.Exists)
            throw new OperatorException(
                $"{layout.Root} holds an instance already", "Run it, or use --force to write its etc/ and bin/ files anew (data/ stays)");
        if (Directory.EnumerateFileSystemEntries(layout.Root).Any())
            throw new OperatorException($"{layout.Root} is not empty", "Choose another folder, or use --force to make the instance in it");
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        if (File.Exists(path) && TextFile.TryRead(path, long.MaxValue, out _) != text) File.Move(path, path + ".bak", overwrite: true);
        TextFile.Replace(path, text, mode);
    }
}
