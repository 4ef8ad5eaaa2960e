using System.Net.Security;
using Heliograph.Server.Admin;
using static System.Net.Security.TlsCipherSuite;

namespace Heliograph.Server.Mosquitto;

/// <summary>The lists of <c>ciphers</c> and <c>ciphers_tls1.3</c>, in which suites of TLS 1.2 have OpenSSL's names.</summary>
internal static class CipherNames
{
    private static readonly char[] Separators = [':', ',', ' ', '\t'];

    // All that OpenSSL 3 speaks with a certificate, in its own order.
    private static readonly (string Name, TlsCipherSuite Suite)[] OfTls12 =
    [
        ("ECDHE-ECDSA-AES256-GCM-SHA384", TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
        ("ECDHE-RSA-AES256-GCM-SHA384", TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
        ("DHE-RSA-AES256-GCM-SHA384", TLS_DHE_RSA_WITH_AES_256_GCM_SHA384),
        ("ECDHE-ECDSA-CHACHA20-POLY1305", TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
        ("ECDHE-RSA-CHACHA20-POLY1305", TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
        ("DHE-RSA-CHACHA20-POLY1305", TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
        ("ECDHE-ECDSA-AES128-GCM-SHA256", TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
        ("ECDHE-RSA-AES128-GCM-SHA256", TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
        ("DHE-RSA-AES128-GCM-SHA256", TLS_DHE_RSA_WITH_AES_128_GCM_SHA256),
        ("ECDHE-ECDSA-AES256-SHA384", TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384),
        ("ECDHE-RSA-AES256-SHA384", TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384),
        ("DHE-RSA-AES256-SHA256", TLS_DHE_RSA_WITH_AES_256_CBC_SHA256),
        ("ECDHE-ECDSA-AES128-SHA256", TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256),
        ("ECDHE-RSA-AES128-SHA256", TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256),
        ("DHE-RSA-AES128-SHA256", TLS_DHE_RSA_WITH_AES_128_CBC_SHA256),
        ("ECDHE-ECDSA-AES256-SHA", TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA),
        ("ECDHE-RSA-AES256-SHA", TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA),
        ("DHE-RSA-AES256-SHA", TLS_DHE_RSA_WITH_AES_256_CBC_SHA),
        ("ECDHE-ECDSA-AES128-SHA", TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA),
        ("ECDHE-RSA-AES128-SHA", TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA),
        ("DHE-RSA-AES128-SHA", TLS_DHE_RSA_WITH_AES_128_CBC_SHA),
        ("AES256-GCM-SHA384", TLS_RSA_WITH_AES_256_GCM_SHA384),
        ("AES128-GCM-SHA256", TLS_RSA_WITH_AES_128_GCM_SHA256),
        ("AES256-SHA256", TLS_RSA_WITH_AES_256_CBC_SHA256),
        ("AES128-SHA256", TLS_RSA_WITH_AES_128_CBC_SHA256),
        ("AES256-SHA", TLS_RSA_WITH_AES_256_CBC_SHA),
        ("AES128-SHA", TLS_RSA_WITH_AES_128_CBC_SHA),
    ];

    private static readonly (string Name, TlsCipherSuite Suite)[] OfTls13 =
    [
        ("TLS_AES_256_GCM_SHA384", TLS_AES_256_GCM_SHA384), ("TLS_CHACHA20_POLY1305_SHA256", TLS_CHACHA20_POLY1305_SHA256),
        ("TLS_AES_128_GCM_SHA256", TLS_AES_128_GCM_SHA256), ("TLS_AES_128_CCM_SHA256", TLS_AES_128_CCM_SHA256),
    ];

    // What these stand for is all that there is above, or nothing of it.
    private static readonly string[] Everything = ["DEFAULT", "ALL", "HIGH"];

    private static readonly string[] NeverSpoken =
    [
        "aNULL", "eNULL", "NULL", "ADH", "AECDH", "LOW", "MEDIUM", "EXP", "EXPORT", "EXPORT40", "EXPORT56", "SSLv2", "MD5", "RC2", "RC4", "DES", "3DES",
        "IDEA", "SEED", "PSK", "SRP", "DSS", "aDSS", "KRB5", "CAMELLIA", "ARIA", "kRSAPSK", "aPSK", "COMPLEMENTOFDEFAULT", "COMPLEMENTOFALL",
    ];

    /// <summary>What is wrong with a list, and what to write; null when nothing is.</summary>
    public static string? Fault(string option, string list)
    {
        var (suites, stranger) = Read(list, option == "ciphers" ? OfTls12 : OfTls13);
        if (stranger is not null) return $"'{stranger}' is no suite that is spoken here: write names of suites with colons, such as {Example(option)}, or leave it out for the system's choice";
        return suites.Count == 0 ? $"no suite is left; write one, such as {Example(option)}" : null;
    }

    /// <summary>The suites of both lists by IANA's names; none where the system chooses.</summary>
    /// <param name="tls12">The list for TLS 1.2; null leaves it to the system.</param>
    /// <param name="tls13">The list for TLS 1.3; null leaves it to the system.</param>
    public static NameList Of(string? tls12, string? tls13)
    {
        if (tls12 is null && tls13 is null) return new();
        var (older, newer) = (tls12 is null ? [] : Read(tls12, OfTls12).Suites, tls13 is null ? [] : Read(tls13, OfTls13).Suites);
        // One policy holds for both versions: what is not said of one stands in it as the system has it.
        if (older.Count == 0) older = [.. OfTls12.Select(one => one.Suite)];
        if (newer.Count == 0) newer = [.. OfTls13.Take(3).Select(one => one.Suite)];
        return new([.. newer.Concat(older).Select(suite => suite.ToString())]);
    }

    private static (List<TlsCipherSuite> Suites, string? Stranger) Read(string list, (string Name, TlsCipherSuite Suite)[] known)
    {
        List<TlsCipherSuite> suites = [];
        HashSet<TlsCipherSuite> never = []; // what ! takes away does not come back
        foreach (var word in list.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            var isTaken = word[0] is '!' or '-';
            var name = isTaken || word[0] == '+' ? word[1..] : word;
            if (word[0] == '@' || NeverSpoken.Contains(name)) continue;
            var found = Everything.Contains(name) && !isTaken ? known : [.. known.Where(one => one.Name == name)];
            if (found.Length == 0) return (suites, word);
            foreach (var (_, suite) in found)
            {
                if (word[0] == '!') never.Add(suite);
                if (isTaken) suites.Remove(suite);
                else if (word[0] == '+' ? suites.Remove(suite) : !suites.Contains(suite) && !never.Contains(suite)) suites.Add(suite); // + adds none
            }
        }

        return (suites, null);
    }

    private static string Example(string option) => option == "ciphers" ? "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384" : "TLS_AES_256_GCM_SHA384";
}
