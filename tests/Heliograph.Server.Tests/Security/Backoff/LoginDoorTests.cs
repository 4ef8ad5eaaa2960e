using System.Net;
using Heliograph.Server.Security.Backoff;

namespace Heliograph.Server.Tests.Security.Backoff;

public sealed class LoginDoorTests
{
    private static readonly IPEndPoint Full = IPEndPoint.Parse("10.0.0.1:5"), Free = IPEndPoint.Parse("10.0.0.2:5"), Network = IPEndPoint.Parse("[2001:db8::1]:5");

    private readonly HandTurnedTime _time = new();

    [Fact]
    public void A_flood_is_shut_out_beyond_what_is_answered_in_a_second()
    {
        var door = new LoginDoor(address => !address.Equals(Free.Address), _time);
        for (var i = 0; i < LoginDoor.AnsweredPerSecondMax; i++) Assert.False(door.IsShutTo(Full, out _));
        Assert.True(door.IsShutTo(Full, out var cause));
        Assert.Equal("too many of its logins wait already", cause);
        Assert.True(door.IsShutTo(Network, out _));
        Assert.False(door.IsShutTo(Free, out _));
        Assert.False(door.IsShutTo(null, out _)); // by a Unix socket
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(door.IsShutTo(Full, out _));
    }

    [Fact]
    public void A_flood_is_told_of_in_moderation()
    {
        var door = new LoginDoor(_ => true, _time);
        var told = 0;
        for (var i = 0; i < 10_000; i++)
            if (door.IsShutTo(Full, out var cause) && cause is not null) told++;
        Assert.InRange(told, 1, 100);
    }

    [Fact]
    public void An_address_that_somebody_was_let_in_from_lately_is_not_shut_out()
    {
        var door = new LoginDoor(_ => true, _time);
        while (!door.IsShutTo(Network, out _)) Assert.False(door.IsShutTo(null, out _));
        door.OnLetIn("2001:db8::2"); // the same host
        Assert.False(door.IsShutTo(Network, out _));
        Assert.True(door.IsShutTo(Full, out _));
        _time.Advance(TimeSpan.FromHours(1));
        while (!door.IsShutTo(Network, out _)) Assert.False(door.IsShutTo(null, out _));
    }
}
