using System.Diagnostics.CodeAnalysis;
using Heliograph.Broker.Access;
using Heliograph.Server.Hooks;
using Heliograph.Server.Local;
using Heliograph.Server.Security.Chain;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Heliograph.Server.Hosting;

/// <summary>Puts a broker into a program with a host, such as an ASP.NET Core program.</summary>
public static class HeliographServices
{
    /// <summary>Adds a broker that starts and stops with the host, and <see cref="IHeliographBroker"/> for the program.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="configure">Sets the options.</param>
    public static HeliographBuilder AddHeliograph(this IServiceCollection services, Action<HeliographOptions> configure)
    {
        services.Configure(configure);
        services.TryAddSingleton<HeliographService>();
        services.TryAddSingleton<IHeliographBroker>(provider => provider.GetRequiredService<HeliographService>());
        if (services.All(service => service.ServiceType != typeof(Marker)))
        {
            services.AddSingleton<Marker>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<HeliographService>());
        }

        return new(services);
    }

    /// <summary>Adds a broker as a section of the program's configuration says, with the names of etc/heliograph.toml.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="section">Such as <c>configuration.GetSection("Heliograph")</c>.</param>
    /// <param name="configure">Sets what the section does not; null for nothing.</param>
    /// <exception cref="OperatorException">When the broker is started: the section has an unknown name or a value out of range.</exception>
    public static HeliographBuilder AddHeliograph(this IServiceCollection services, IConfiguration section, Action<HeliographOptions>? configure = null) =>
        services.AddHeliograph(options =>
        {
            BoundConfiguration.Apply(section, options);
            configure?.Invoke(options);
        });

    /// <summary>Adds a check that the broker serves and takes messages.</summary>
    /// <param name="checks">The health checks of the program.</param>
    /// <param name="name">What the check is called.</param>
    public static IHealthChecksBuilder AddHeliograph(this IHealthChecksBuilder checks, string name = "heliograph")
    {
        checks.Services.TryAddSingleton<HeliographHealthCheck>();
        return checks.Add(new(name, provider => provider.GetRequiredService<HeliographHealthCheck>(), failureStatus: null, tags: null));
    }

    // Says that the broker is a service of the host already.
    private sealed class Marker;
}

/// <summary>Adds hooks to a broker, each a service of the program and one for its whole life.</summary>
/// <param name="services">The services of the program.</param>
public sealed class HeliographBuilder(IServiceCollection services)
{
    /// <summary>The services of the program.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Adds who knows clients.</summary>
    public HeliographBuilder AddAuthentication<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class, IAuthenticationLink => Add<IAuthenticationLink, T>();

    /// <summary>Adds who knows what clients may do.</summary>
    public HeliographBuilder AddAuthorization<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class, IAuthorizationLink => Add<IAuthorizationLink, T>();

    /// <summary>Adds who sees each PUBLISH.</summary>
    public HeliographBuilder AddPublishInterceptor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class, IPublishInterceptor => Add<IPublishInterceptor, T>();

    private HeliographBuilder Add<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where TService : class
        where T : class, TService
    {
        Services.AddSingleton<TService, T>();
        return this;
    }
}
