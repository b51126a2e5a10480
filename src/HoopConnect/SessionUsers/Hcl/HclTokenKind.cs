namespace HoopConnect.SessionUsers.Hcl;

internal enum HclTokenKind
{
    End,
    NewLine,
    Identifier,
    String,
    Number,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    Equals,
    Comma,
}
