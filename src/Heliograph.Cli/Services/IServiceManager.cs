namespace Heliograph.Cli.Services;

/// <summary>A system's way to run programs as services: what to do, in steps, without doing it.</summary>
internal interface IServiceManager
{
    /// <summary>The name that the system knows the service of an instance by.</summary>
    string NameOf(string instance);

    /// <summary>Makes the service and starts it, now and with the system.</summary>
    IEnumerable<ServiceStep> Install(ServicePlan plan);

    /// <summary>Stops the service and takes it away; the instance stays.</summary>
    IEnumerable<ServiceStep> Uninstall(string instance);

    /// <summary>Shows what the system knows of the service.</summary>
    ServiceStep.Run Status(string instance);

    /// <summary>Where to read why a service does not start, as a command line or a place.</summary>
    string WhereItSaysWhy(ServicePlan plan);
}
