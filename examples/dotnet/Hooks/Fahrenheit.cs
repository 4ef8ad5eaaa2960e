using System.Globalization;
using System.Text;
using Heliograph.Broker.Interception;
using Heliograph.Mqtt;
using Heliograph.Server.Hooks;

namespace Hooks;

/// <summary>Turns temperatures from old devices into degrees Celsius, and drops what is no temperature.</summary>
internal sealed class Fahrenheit : IPublishInterceptor
{
    private const string Ending = "/fahrenheit";

    public ValueTask<PublishVerdict> InterceptAsync(InterceptedPublish publish, CancellationToken stop) => new(Judge(publish));

    private static PublishVerdict Judge(InterceptedPublish publish)
    {
        if (!publish.Topic.EndsWith(Ending, StringComparison.Ordinal)) return PublishVerdict.Pass;
        if (!double.TryParse(Encoding.UTF8.GetString(publish.Payload.Span), NumberStyles.Float, CultureInfo.InvariantCulture, out var fahrenheit))
            return PublishVerdict.Dropped(ReasonCode.PayloadFormatInvalid, "the payload is no number");
        var celsius = string.Create(CultureInfo.InvariantCulture, $"{(fahrenheit - 32) / 1.8:0.0}");
        return PublishVerdict.Changed(new(publish.Topic[..^Ending.Length] + "/celsius", Encoding.UTF8.GetBytes(celsius), publish.Retain));
    }
}
