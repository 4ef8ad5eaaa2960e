using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Server.Instance;

namespace Heliograph.Cli.Doctor;

/// <summary>Whether the certificates of the console and of the listeners are there and valid.</summary>
internal static class CertificateCheck
{
    private const string Check = "certificate";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public static IEnumerable<Finding> Of(Patient patient)
    {
        var (console, now) = (patient.Configuration.Console, patient.Time.GetUtcNow());
        if (console is { Enabled: true, HttpsPort: not null }) yield return Look(patient.Layout.CertificateFile(console), now);
        foreach (var file in ListenerFiles.Look(patient.Layout, patient.Configuration, patient.Time)) yield return Look(file, now);
    }

    private static Finding Look(ListenerFileReading file, DateTimeOffset now)
    {
        if (file.Fault is { } fault) return new(Severity.Error, Check, $"listener '{file.Listener}' cannot be started: {fault.Problem}", fault.Remedy);
        var day = file.ValidUntil!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return file.ValidUntil - now < Soon
            ? new(Severity.Warning, Check, $"the certificate of listener '{file.Listener}' in {file.Tls.Certificate} expires on {day}", "Renew it: the new file is read while the broker runs")
            : Finding.Ok(Check, $"the certificate of listener '{file.Listener}' is valid until {day}");
    }

    private static Finding Look(string path, DateTimeOffset now)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(path);
            var (from, until) = (Utc(certificate.NotBefore), Utc(certificate.NotAfter));
            var day = until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (until <= now) return new(Severity.Error, Check, $"the certificate in {path} has expired on {day}", NewOne(path));
            if (from > now) return new(Severity.Error, Check, $"the certificate in {path} is not valid yet; or the clock is wrong", NewOne(path));
            return until - now < Soon
                ? new(Severity.Warning, Check, $"the certificate in {path} expires on {day}", NewOne(path))
                : Finding.Ok(Check, $"the console's certificate is valid until {day}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new(Severity.Error, Check, $"there is no HTTPS: {path} does not hold a certificate with its key: {failure.Message.TrimEnd('.')}", NewOne(path));
        }
    }

    private static DateTimeOffset Utc(DateTime local) => new(local.ToUniversalTime());

    // Signed by itself, as heliograph create makes it.
    private static string NewOne(string path) =>
        $"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=$(hostname) -keyout {Patient.Quoted(path)}.key -out {Patient.Quoted(path)}.crt"
        + $" && cat {Patient.Quoted(path)}.crt {Patient.Quoted(path)}.key > {Patient.Quoted(path)} && rm {Patient.Quoted(path)}.crt {Patient.Quoted(path)}.key";
}
