using Heliograph.Server.Security.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace Heliograph.Server.Tests.Security.Chain;

public sealed class AllKeysTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_source_that_fails_does_not_hide_the_keys_of_another()
    {
        var key = new SymmetricSecurityKey(new byte[32]);
        Assert.Equal([key], await new AllKeys([new Failing(), new Having(key)]).FindAsync(null, Stop));
        Assert.Empty(await new AllKeys([new Having()]).FindAsync(null, Stop));
        await Assert.ThrowsAsync<TokenKeysException>(async () => await new AllKeys([new Having(), new Failing()]).FindAsync(null, Stop));
    }

    private sealed class Failing : ITokenKeys
    {
        public ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken stop) => throw new TokenKeysException("the issuer is down");
    }

    private sealed class Having(params SecurityKey[] keys) : ITokenKeys
    {
        public ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken stop) => new(keys);
    }
}
