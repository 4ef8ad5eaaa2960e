using Heliograph.Mqtt;

namespace Heliograph.Broker.Inspection;

/// <summary>What can be done about a connection that was refused.</summary>
public static class RefusalRemedies
{
    /// <param name="code">The code that answered it.</param>
    /// <param name="cause">The cause of its event.</param>
    /// <returns>Null where nothing general can be said.</returns>
    public static string? Of(ReasonCode code, string cause) => code switch
    {
        ReasonCode.NotAuthorized when IsOfListener(cause) => "Change allow or deny of the listener that is named, or let the client come in by another one",
        ReasonCode.ServerBusy or ReasonCode.ConnectionRateExceeded when IsOfListener(cause) => "Raise the limit of the listener that is named, or have fewer clients connect there",
        ReasonCode.ConnectionRateExceeded when cause.Contains("logins", StringComparison.Ordinal) => "Find who logs in wrongly from there or as that user, and stop it; a login that is right ends it at once",
        ReasonCode.BadUserNameOrPassword or ReasonCode.NotAuthorized when cause.Contains("token", StringComparison.Ordinal) => "Give the client a fresh token, and look whether [access.jwt] fits its issuer",
        ReasonCode.BadUserNameOrPassword => "Correct user name and password in the client, or set them with heliograph passwd",
        ReasonCode.Banned => "Remove the ban, if it is not meant",
        ReasonCode.NotAuthorized => "Change the rule that decided in etc/acl",
        ReasonCode.ClientIdentifierNotValid => "Give the client another client id, or raise client_id_bytes_max",
        ReasonCode.ServerBusy or ReasonCode.ConnectionRateExceeded or ReasonCode.QuotaExceeded => "Raise the limit that is named, or have fewer clients connect",
        _ => null,
    };

    private static bool IsOfListener(string cause) => cause.StartsWith("listener '", StringComparison.Ordinal);
}
