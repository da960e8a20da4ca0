"""The gate before every address: who is not signed in sees nothing. It stands where GUIDANCE_SIGN_IN is set, and nowhere else."""
