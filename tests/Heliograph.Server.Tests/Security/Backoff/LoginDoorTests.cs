using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Backoff;

namespace Heliograph.Server.Tests.Security.Backoff;

public sealed class LoginDoorTests
{
    private static readonly IPEndPoint Full = IPEndPoint.Parse("10.0.0.1:5"), Free = IPEndPoint.Parse("10.0.0.2:5"), Network = IPEndPoint.Parse("[2001:db8::1]:5");

    private static readonly AuthenticationRequest Request = new("c", "bob", [1], new("[2001:db8::2]:1"));

    private readonly HandTurnedTime _time = new();

    [Fact]
    public void A_flood_is_shut_out_beyond_what_is_answered_in_a_second()
    {
        var door = new LoginDoor(_ => true, address => !address.Equals(Free.Address), _time);
        for (var i = 0; i < LoginDoor.AnsweredPerSecondMax; i++) Assert.False(door.IsShutTo("passwords", Full, out _));
        Assert.True(door.IsShutTo("passwords", Full, out var cause));
        Assert.Equal("too many of its logins wait already", cause);
        Assert.True(door.IsShutTo("passwords", Network, out _));
        Assert.False(door.IsShutTo("passwords", Free, out _));
        Assert.False(door.IsShutTo("passwords", null, out _)); // by a Unix socket
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(door.IsShutTo("passwords", Full, out _));
    }

    [Fact]
    public void A_flood_is_told_of_in_moderation()
    {
        var door = new LoginDoor(listener => listener == "passwords", _ => true, _time);
        var told = 0;
        for (var i = 0; i < 10_000; i++)
            if (door.IsShutTo("passwords", Full, out var cause) && cause is not null) told++;
        Assert.InRange(told, 1, 100);
    }

    [Fact]
    public void An_address_that_somebody_was_let_in_from_lately_is_not_shut_out()
    {
        var door = new LoginDoor(listener => listener == "passwords", _ => true, _time);
        while (!door.IsShutTo("passwords", Network, out _)) Assert.False(door.IsShutTo("passwords", null, out _));
        door.OnVerdict(new(AuthenticationOutcome.BadCredentials, null, ""), Request);
        Assert.True(door.IsShutTo("passwords", Network, out _));
        door.OnVerdict(new(AuthenticationOutcome.Accepted, "bob", ""), Request); // the same host
        Assert.False(door.IsShutTo("passwords", Network, out _));
        Assert.True(door.IsShutTo("passwords", Full, out _));
        Assert.False(door.IsShutTo("certificates", Full, out _)); // no login there waits for a password to be verified
        _time.Advance(TimeSpan.FromHours(1));
        while (!door.IsShutTo("passwords", Network, out _)) Assert.False(door.IsShutTo("passwords", null, out _));
    }
}
