namespace Heliograph.Tests.Common.Ledger;

/// <summary>What the broker promises, in the words of a failure.</summary>
public static class Laws
{
    public const string Lost = "an acknowledged message reaches every subscriber";
    public const string Gap = "a subscription that held gets everything before what it got";
    public const string ExactlyOnce = "a QoS 2 message arrives exactly once";
    public const string Repeat = "a QoS 1 message that is repeated has DUP";
    public const string Order = "order is kept within publisher, topic and QoS";
    public const string Uninvited = "nothing arrives that is not subscribed to";
    public const string NeverSent = "nothing arrives that was never sent";
    public const string Shared = "an acknowledged message reaches the shared group";
    public const string Will = "a will is published when it is due, and only then";
    public const string Subscription = "a subscription whose SUBACK was received is there until it is given up";
    public const string Session = "a session whose CONNACK was received is there after a crash";
    public const string Retained = "retained values are as acknowledged";
    public const string Refused = "nothing is refused";
    public const string Standard = "the broker's packets obey the standard";
    public const string Connection = "the broker ends no client's connection";
    public const string Alive = "the broker goes on until it is killed, and starts again";
    public const string Progress = "everything that is awaited comes";
}
