namespace Heliograph.Cli.Doctor;

/// <summary>Whether the files of etc/ can be read.</summary>
internal static class ConfigurationCheck
{
    private const string Check = "configuration";

    public static IEnumerable<Finding> Of(Patient patient)
    {
        var errors = patient.Reading.Errors;
        if (errors.Count == 0) return [Finding.Ok(Check, "the files in etc/ are in order")];
        return errors.Select(error => new Finding(Severity.Error, Check, error.ToString(),
            $"Correct it, then: heliograph check-config {Patient.Quoted(patient.Layout.Root)}"));
    }
}
