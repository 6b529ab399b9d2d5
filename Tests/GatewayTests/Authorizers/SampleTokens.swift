/// Tokens of `https://issuer.example.com/`, signed once with keys of 2048 and 3072 bits by Python's `cryptography`:
/// `key.sign(header + "." + payload, padding.PKCS1v15(), hashes.SHA256())`. The private keys exist no more.
enum SampleTokens {
    static let issuer = "https://issuer.example.com/"
    /// A moment at which they are valid, in seconds since 1970.
    static let now = 1_700_000_100.0

    /// RS256 with the key `one` and many claims.
    static let full = """
        eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLmNvbS8iLCJ\
        zdWIiOiJ1c2VyLTEiLCJhdWQiOlsiYXBpIiwib3RoZXIiXSwiY2xpZW50X2lkIjoiYXBwIiwiZXhwIjoxNzAwMDAzNjAwLCJuYmYiOjE\
        3MDAwMDAwMDAsImlhdCI6MTcwMDAwMDAwMCwic2NvcGUiOiJvcmRlcnM6cmVhZCBvcmRlcnM6d3JpdGUiLCJjb2duaXRvOmdyb3VwcyI\
        6WyJhZG1pbiIsInVzZXJzIl0sImVtYWlsX3ZlcmlmaWVkIjp0cnVlLCJsZXZlbCI6MywiYWRkcmVzcyI6eyJjb3VudHJ5IjoiREUiLCJ\
        jaXR5IjoiVWxtIn0sIm5vdGUiOm51bGx9.sP8_IQAwCnpEdI_U6IHC1y0fmA6WYB5P9wTBQzxWuQdr9PbgeUT3lVsJ4bKR4TVT2NAkd9\
        8Tfm8bF8Yn3e9RFVK7uqoya2CrTRgSpZVLtPNKlKUGgJZeCebtN98aCOYuyokgbqK8RDMiMGVhdx5IcBLWNZ0SqUC7Ft0IQl0SwWw8E7\
        YUjBad1dqdRMQ1xMgY98CFtWnHxdAyi5SSr88H_ONO7_8ZXm_51PFJUntxgu5K3w7UNHpMwnwpbPEt_A-XSxxIxNQjdo66P9McUOpOY6\
        vKZ1fY_Ud-yzAfpqwKSDmlOFmQFUimkLf0FCInydczZI4MF5B87uDt4h8gzKr_Aw
        """

    /// RS384 with the key `two`, `client_id` and `scp`.
    static let client = """
        eyJhbGciOiJSUzM4NCIsImtpZCI6InR3byIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLmNvbS8iLCJ\
        jbGllbnRfaWQiOiJhcHAiLCJleHAiOjE3MDAwMDM2MDAsInNjcCI6WyJhIiwiYiJdfQ.oF1ekjAoKPNpRnTwJEBSdGuitFKXL0ER3AVD\
        J8z5ujOYVoKtSW3ePR4Qs3DDsFC190ylW200SqBcVItFus3reWfRqGy_2KLKMeOuTwklCgDpoyc2B0mUsIu2-ATIzXoKCuiiysT4-i04\
        3f52HC3gAWZHhMSOy2D0ORiWP6c6Tmq6IkHQERycsbK8oFkKxnXNXXgrDzJNNIXKMz8-nF1vV2lVMAy-pWzpCL0IvjhXZjV2vgdocWzE\
        vd4M_l3wf6MxVvRcsbVUmWaxMiNoH7sYI050EI_EeMCfOGEd_9eT7xv3rdIlpGvCzCMrYJiyA8qTSAtGRHXCYgFucyg-bt-nq9EsOdGi\
        4T-qt-aOjdjdKKBTo7s31AR1Z9RMYxP6nai1kY-rSfixpjUO4Kwr_kwbRYtU5IrfDX_--GoaEJa9TCGX6uJURFpwCv0mnTTVe9g9EVlP\
        Vakzk6AX-6rFwqElqVkirgV6A9EnDbfgL0Xktfv5fM7P0s6XSTty123SEwGH
        """

    /// RS512 with the key `one`: issuer and audience alone.
    static let bare = """
        eyJhbGciOiJSUzUxMiIsImtpZCI6Im9uZSIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLmNvbS8iLCJ\
        hdWQiOiJhcGkifQ.goGZX5ABBI95yvsQr5VCHTcyQbbQlePyBHv5gat5CWH2inligmoL7piZqMTWc4A9zDLKRAHWhfAlB4MoYlYFn5xu\
        cVB4PR5sF9stYZIWwS2cVOuLX5SdYQhsSxXBFHK6NvQrWKXT4oAG3ZmHoyWo_uMzgNt8fJm04IWAFfC7gWkLb2-2O-I2l7MN6CTJXA96\
        2iqVm5nNSDGpMtVyENGOix9qsg4UTltGv05lmKao9vM29-8ViKVzymA1x4sdbAjdjxlNQBEWuk7C2NE9tna2xL97VHPQkKQfhUX9Fkdn\
        KBO8itNhzHwQ2IYzQCJKZVJKB_TThe3FASe-H0RiRmE0ZQ
        """

    /// The header names the key `one`, and the key `two` signed it.
    static let other = """
        eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLmNvbS8iLCJ\
        hdWQiOiJhcGkifQ.NYTRquF_fp3-sZogM3zp4KT6mrSbZYTzWYQPsdRCqWt0PD8ptp98mF1FDtZSTXXAVgxDAkGZtUNy1_r7-qVRDEFG\
        1iKG30eMC4URtjaOcz3drbuVrKsszqWdzqc8mxT1lHqsKyTZvrrkZn6PpYzs4ym6g-mTDboqVICF4havmOk_l4Xp4bTLRIfPjzDtw8XD\
        X5bt3jQDTlAiIrLAEzN8yMaJmIch4XjcBdBGN6NN8Mm1FUGXiGHwxQDJz2R1LJ8Gae8vyB-pM-Cp4ZwsVglkPruwZiinDMiUmJSa3aKm\
        cIATpuxXOhWAOtzvO7Pq_1vqknwtGr8dqJ3mSDjTv2aHwpylZf6uLa9Uu3YynbMkKMIUnQp25ksVAUzsUxnTS8m9YvvlHC19lt_sSEsu\
        M2wxgO_L7Cw_JIN_k3-peM51VKA2z0ofeNlLK5Pv0nv355CKT41ZVHrePWSptPeP04GANS_vy5Q9CZuNEdaYIRaY8PVRq3Tog2ydq0fd\
        cisw8mVF
        """

    /// `exp` is a string.
    static let text = """
        eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLmNvbS8iLCJ\
        hdWQiOiJhcGkiLCJleHAiOiIxNzAwMDAzNjAwIn0.MBJDL9eXtNvyqYQaCipuaoRt0Tohy9Tbr7c4fWg-EL9ZjSwiSto4pc8CqnBh-fG\
        ugx-awGg8xJYVpQX5fX8lk5yL0I2tiKHvSSzftvqgrNa_yCMOvhQSJGlKS2LmQ-ecEHmfFkZW-1utxWZerWqbNak_f5OI6IRtebnwt30\
        Bn1vi6ZI72Hgg4fxYJnzmyiCqOIzkTOjbXkuFX643qf4nMfyNPeg-z_G9VlshS2gx51chlCAw8Vmp3TL7fUP4MmR_l1wrpPVkF1r8wBL\
        RAxucLwDPKLqJxsepi5OxzgnBw87DcYloI-eLe9F0dr8DxKFKDDzMiXN7fxSak43J0Ht2qA
        """

    /// The keys of the issuer: two for signatures, and three that cannot verify these tokens.
    static let keys = #"""
        {"keys":[{"kty":"RSA","kid":"one","n":"xZpU9FatEZ6PA0mh6510c3gJDO4PmCh6BQ7sAIRkD4XT8AB7m-fBh3ZwzXAwb_zh0\#
        OiblMK2iQFHGw6ypGhBeVppOdBEzf67icoep9B4nONDr86vPOaAOKg6AVWROlPTmMoEjDE2sGJbc3jAvVlP1IJDWPrexsOUUMkEzQCy_\#
        F3fo2wePR-3XkOJ1Q-Qu5jz1EZ7QnsOPpo21OFA8Y5klP6fTOmiPzFB24yiYRodn-VoP7_SbK7JQ7v2DBagRgdoLONmo04cU3IvU_V3C\#
        nRgrJKCDht-PixY6ktaDv1KvQJDa9Teuxkaf_KqZi7UI79Hv45iMAChVLNzf7tFczDeSw","e":"AQAB","use":"sig"},{"kty":"R\#
        SA","kid":"two","n":"rqpPZvYZcpInlYwl0wgLq15w3DOawzDVWEQb3dshE9JIAX3RtMkSth-uKeiqm_OStQG1yj0sSW--tb-wswD\#
        VIuJx4PNPsPDHMJonG-ZhZ9R5rpIxvDxO3vQu_xOIyQbR8pNLKCENQ_YRJ1XTwwyKtZ_h-q0Yr3j_gKKdiAPCWxD4dMcFAzJpfHqbzIR\#
        z9mO274qzvhsA9qC9wpj1Q8_ltvs_otSyKLk01HXXP0eE1f-Lm2ivfKu2rD90N3zkMf9rvgUd8WSz0UVGqC607vyhXmj-E775x0Ahtju\#
        qa66yqPoSefDC7xJOdKSdeN16Hi272PdEAU47NbqHDjr1GNz0qMIZ2I-3PpE1D4KIhpDGEMBG25X7GzHUxcpHIe0BCVydOrhOyzaqMjM\#
        J3ktc2g_WG8a0kmsBPkDD25-x3NanrUowMCyjDncTIT4StNF4JwM-PkdwckmiQd3bc7Jk3stoEQ5GJ4kPngFKeB7nXhpkXDszesMAKjM\#
        vC8ddI1FkeXap","e":"AQAB","alg":"RS384"},{"kty":"EC","kid":"elliptic","crv":"P-256"},{"kty":"RSA","kid":\#
        "enc","n":"xZpU9FatEZ6PA0mh6510c3gJDO4PmCh6BQ7sAIRkD4XT8AB7m-fBh3ZwzXAwb_zh0OiblMK2iQFHGw6ypGhBeVppOdBEz\#
        f67icoep9B4nONDr86vPOaAOKg6AVWROlPTmMoEjDE2sGJbc3jAvVlP1IJDWPrexsOUUMkEzQCy_F3fo2wePR-3XkOJ1Q-Qu5jz1EZ7Q\#
        nsOPpo21OFA8Y5klP6fTOmiPzFB24yiYRodn-VoP7_SbK7JQ7v2DBagRgdoLONmo04cU3IvU_V3CnRgrJKCDht-PixY6ktaDv1KvQJDa\#
        9Teuxkaf_KqZi7UI79Hv45iMAChVLNzf7tFczDeSw","e":"AQAB","use":"enc"},{"kty":"RSA","kid":"only512","n":"xZp\#
        U9FatEZ6PA0mh6510c3gJDO4PmCh6BQ7sAIRkD4XT8AB7m-fBh3ZwzXAwb_zh0OiblMK2iQFHGw6ypGhBeVppOdBEzf67icoep9B4nON\#
        Dr86vPOaAOKg6AVWROlPTmMoEjDE2sGJbc3jAvVlP1IJDWPrexsOUUMkEzQCy_F3fo2wePR-3XkOJ1Q-Qu5jz1EZ7QnsOPpo21OFA8Y5\#
        klP6fTOmiPzFB24yiYRodn-VoP7_SbK7JQ7v2DBagRgdoLONmo04cU3IvU_V3CnRgrJKCDht-PixY6ktaDv1KvQJDa9Teuxkaf_KqZi7\#
        UI79Hv45iMAChVLNzf7tFczDeSw","e":"AQAB","alg":"RS512"}]}
        """#
}
