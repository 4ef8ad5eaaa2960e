using Heliograph.Mqtt;

namespace Heliograph.Simulation.Model;

/// <summary>Why a session is to be sent a message.</summary>
public enum DeliveryReason
{
    /// <summary>An ordinary subscription matched when it was published.</summary>
    Live,

    /// <summary>It was retained when the session subscribed.</summary>
    Retained,

    /// <summary>A shared group chose the session.</summary>
    Shared,
}

/// <summary>One message that one session is to be sent, or was sent.</summary>
public sealed class Delivery
{
    public required Acceptance Message { get; init; }
    public required ModelSession Session { get; init; }
    public required DeliveryReason Reason { get; init; }
    public required QoS QoS { get; init; }
    public required bool Retain { get; init; }

    /// <summary>Sorted.</summary>
    public required uint[] Ids { get; init; }

    /// <summary>It was first seen on a connection of 3.x, which carries none.</summary>
    public bool AreIdsUnknown { get; init; }

    /// <summary>For retained deliveries: the filter that asked for it.</summary>
    public string Filter { get; init; } = "";

    /// <summary>For shared deliveries: the message's place in the group.</summary>
    public SharedDelivery? Shared { get; set; }

    /// <summary>Its first transmission has left the engine.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Times the client's application was given it.</summary>
    public int Received { get; set; }

    /// <summary>Null when it must arrive; else why it need not.</summary>
    public string? Excuse { get; set; }

    public override string ToString() =>
        $"{Reason} {Message.Key} of {Message.Publisher} on {Message.Topic} QoS {(int)QoS} retain {Retain} ids [{string.Join(',', Ids)}] to {Session}{(HasLeft ? ", has left" : "")}{(Excuse is null ? "" : $", excused: {Excuse}")}";
}

/// <summary>One message that a shared group is to give to exactly one member.</summary>
public sealed class SharedDelivery(Acceptance message, ModelGroup group)
{
    public Acceptance Message { get; } = message;

    public ModelGroup Group { get; } = group;

    /// <summary>The deliveries to members, oldest first.</summary>
    public List<Delivery> Given { get; } = [];

    public string? Excuse { get; set; }

    public override string ToString() => $"shared {Message.Key} of {Message.Publisher} on {Message.Topic} QoS {(int)Message.QoS} in group {Group.Filter}";
}
