namespace Heliograph.Cli.Doctor;

/// <summary>All checks, one after the other.</summary>
internal static class Examination
{
    /// <summary>Looks at everything. Takes about a second at most, and leaves nothing behind.</summary>
    public static IEnumerable<Finding> Of(Patient patient) =>
    [
        .. ConfigurationCheck.Of(patient),
        .. PortCheck.Of(patient),
        .. AccessCheck.Of(patient),
        .. RightsCheck.Of(patient),
        .. CertificateCheck.Of(patient),
        .. MachineCheck.Of(patient),
        .. ClockCheck.Of(patient),
        .. DiskCheck.Of(patient),
    ];
}
