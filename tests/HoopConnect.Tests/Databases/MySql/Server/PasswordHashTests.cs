using System.Text;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.MySql.Server;

/// <summary>Hashes made here are those that servers and crypt(3) make.</summary>
public sealed class PasswordHashTests
{
    /// <summary>
    /// Made by MySQL 8.0.46, 8.4.13 and 9.7.4 for the same password (<c>print_identified_with_as_hex</c>); the last takes 10,000
    /// rounds.
    /// </summary>
    [Theory]
    [InlineData(5000,
        "24412430303524530F323E195025791E5C2F4C3A71296B5634612D4D3434564F572E7271786568682F3465397734572F7051" +
            "77544D3944346B7337303231506B6F447A557132")]
    [InlineData(5000,
        "2441243030352436212A056821096D2758335459665339754955324C7249384A2F316C5730503836755539463067656C6C4D" +
            "35314631487465443942504B42554A3754355344")]
    [InlineData(10000,
        "244124303041247D13707367774B712F3B166D3E757D4265341C08384D553535534B356C316A337476476344373142474265" +
            "396242725673356F4B636B47365768377A797831")]
    public void A_caching_sha2_hash_is_the_one_that_mysql_makes(int rounds, string recorded)
    {
        var hash = Encoding.Latin1.GetString(Convert.FromHexString(recorded));
        var salt = hash.AsSpan(7, 20);

        Assert.Equal(hash, PasswordHash.CreateCachingSha2("Correct_horse*battery1"u8.ToArray(), salt, rounds));
    }

    [Theory]
    [InlineData("Hello world!", "saltstring", "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5")]
    [InlineData("a much longer pass phrase than thirty-two bytes, to go around the block", "abc./XYZ01234567",
        "EL/dU.a0hPwfiGfyD2C1lBMDNcB9z8XNHCSnD8W/6l.")]
    public void The_digest_is_that_of_crypt(string password, string salt, string expected) =>
        Assert.Equal(expected, Sha256Crypt.Digest(Encoding.ASCII.GetBytes(password), Encoding.ASCII.GetBytes(salt), 5000));

    [Fact]
    public void A_native_hash_is_that_of_the_server_function_PASSWORD() =>
        Assert.Equal("*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19", PasswordHash.Create(PasswordHash.Native, Secret.From("password")));

    [Fact]
    public void A_hash_needs_no_quoting_and_two_of_one_password_differ()
    {
        var hashes = Enumerable.Range(0, 20).Select(_ => PasswordHash.Create(PasswordHash.CachingSha2, Secret.From("x"))).ToList();

        Assert.Equal(20, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert
            .All(hash, character => Assert.True(char.IsAsciiLetterOrDigit(character) || character is '.' or '/' or '$')));
        Assert.All(hashes, hash => Assert.Equal(70, hash.Length));
    }
}
